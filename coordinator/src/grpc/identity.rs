//! `IdentityService`: who calls, and how a browser signs in.
//!
//! A session and a code last no longer than the session that asked for them: a session cannot
//! prolong itself, neither straight nor by way of a code.

use std::sync::Arc;

use taskmaster_domain::{Timestamp, Violations, access::Role, limits};
use taskmaster_proto::{
    Error,
    convert::to_timestamp,
    v1::{self, identity_service_server::IdentityService},
};
use taskmaster_runtime::Clock;
use taskmaster_store::{CoordinatorStore, EndedSession, SignInCode};
use tonic::{Request, Response, Status};
use tracing::error;

use super::told;
use crate::{
    auth::{Ended, NoRandomness, Principal, Signer},
    hints::Hints,
};

/// Callers, their sessions and codes.
#[derive(Clone)]
pub(crate) struct Identity {
    pub(crate) store: Arc<dyn CoordinatorStore>,
    pub(crate) clock: Clock,
    pub(crate) signer: Signer,
    pub(crate) ended: Ended,
    pub(crate) hints: Hints,
}

type Answer<T> = Result<Response<T>, Status>;

impl Identity {
    fn session(
        &self,
        principal: &str,
        role: Role,
        expires_at: Timestamp,
    ) -> Result<v1::Session, Error> {
        let token = self.signer.session(principal, role, expires_at).map_err(|c| undrawn(&c))?;
        Ok(v1::Session { token, expires_at: Some(to_timestamp(expires_at)) })
    }
}

fn caller<T>(request: &Request<T>) -> Result<Principal, Error> {
    request.extensions().get().cloned().ok_or(Error::Unauthenticated)
}

fn undrawn(cause: &NoRandomness) -> Error {
    error!(%cause, "cannot draw a secret");
    Error::Internal
}

/// `wanted`, but not after the session that asks.
fn not_after(session: Option<Timestamp>, wanted: Timestamp) -> Timestamp {
    session.map_or(wanted, |until| until.min(wanted))
}

const fn role(role: Role) -> v1::Role {
    match role {
        // Neither may ask.
        Role::Anonymous | Role::Task => v1::Role::Unspecified,
        Role::Worker => v1::Role::Worker,
        Role::Admin => v1::Role::Admin,
    }
}

#[tonic::async_trait]
impl IdentityService for Identity {
    async fn get_caller(
        &self,
        request: Request<v1::GetCallerRequest>,
    ) -> Answer<v1::GetCallerResponse> {
        let caller = caller(&request)?;
        Ok(Response::new(v1::GetCallerResponse {
            principal: caller.name.into_owned(),
            role: role(caller.role).into(),
            expires_at: caller.expires_at.map(to_timestamp),
        }))
    }

    async fn create_sign_in_code(
        &self,
        request: Request<v1::CreateSignInCodeRequest>,
    ) -> Answer<v1::CreateSignInCodeResponse> {
        let (caller, now) = (caller(&request)?, self.clock.now());
        let (code, digest) = self.signer.code().map_err(|cause| undrawn(&cause))?;
        let expires_at = not_after(caller.expires_at, now.plus(limits::SIGN_IN_CODE_LIFE));
        let kept = SignInCode {
            digest,
            principal: caller.name.into_owned(),
            role: caller.role,
            expires_at,
            session_until: caller.expires_at,
        };
        self.store.keep_code(&kept, now).await.map_err(told)?;
        let expires_at = Some(to_timestamp(expires_at));
        Ok(Response::new(v1::CreateSignInCodeResponse { code, expires_at }))
    }

    async fn exchange_sign_in_code(
        &self,
        request: Request<v1::ExchangeSignInCodeRequest>,
    ) -> Answer<v1::ExchangeSignInCodeResponse> {
        let (code, now) = (request.into_inner().code, self.clock.now());
        let mut v = Violations::default();
        v.text("code", &code, limits::SIGN_IN_CODE_BYTES);
        v.or(()).map_err(Error::from)?;
        let digest = self.signer.digest_of_code(&code).ok_or(Error::CodeRefused)?;
        let kept = self.store.take_code(&digest, now).await.map_err(told)?;
        let kept = kept.ok_or(Error::CodeRefused)?;
        let expires_at = not_after(kept.session_until, now.plus(limits::SESSION_LIFE));
        let session = Some(self.session(&kept.principal, kept.role, expires_at)?);
        Ok(Response::new(v1::ExchangeSignInCodeResponse { session }))
    }

    async fn create_session(
        &self,
        request: Request<v1::CreateSessionRequest>,
    ) -> Answer<v1::CreateSessionResponse> {
        let caller = caller(&request)?;
        let session = match (caller.session, caller.expires_at) {
            // Another one would go on when this one is ended.
            (Some(nonce), Some(until)) => v1::Session {
                token: self.signer.session_with(nonce, &caller.name, caller.role, until),
                expires_at: Some(to_timestamp(until)),
            },
            (_, until) => {
                let whole = self.clock.now().plus(limits::SESSION_LIFE);
                self.session(&caller.name, caller.role, not_after(until, whole))?
            }
        };
        Ok(Response::new(v1::CreateSessionResponse { session: Some(session) }))
    }

    async fn end_session(
        &self,
        request: Request<v1::EndSessionRequest>,
    ) -> Answer<v1::EndSessionResponse> {
        let (caller, now) = (caller(&request)?, self.clock.now());
        if let (Some(nonce), Some(expires_at)) = (caller.session, caller.expires_at) {
            let session = EndedSession { nonce, expires_at };
            self.store.end_session(&session, now).await.map_err(told)?;
            if self.ended.add(&[session], now) {
                self.hints.sessions_ended();
            }
        }
        Ok(Response::new(v1::EndSessionResponse {}))
    }
}
