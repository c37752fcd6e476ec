//! The cluster's key, sign-in codes and ended sessions.

use async_trait::async_trait;
use sqlx::{Connection as _, PgConnection, Row as _, postgres::PgRow, query, query_scalar};
use taskmaster_domain::{Timestamp, access::Role, limits};
use taskmaster_store::{ClusterKey, EndedSession, Identity, Result, SignInCode};

use crate::{
    Postgres,
    error::{Outcome, unreadable},
    line::on,
    stamp::Stamp,
};

#[async_trait]
impl Identity for Postgres {
    async fn cluster_key(&self) -> Result<ClusterKey> {
        on!(self.main(), |c| cluster_key(c))
    }

    async fn keep_code(&self, code: &SignInCode, now: Timestamp) -> Result<()> {
        on!(self.main(), |c| keep_code(c, code, now))
    }

    async fn take_code(&self, digest: &[u8; 32], now: Timestamp) -> Result<Option<SignInCode>> {
        on!(self.main(), |c| take_code(c, digest, now))
    }

    async fn end_session(&self, session: &EndedSession, now: Timestamp) -> Result<()> {
        on!(self.main(), |c| end_session(c, session, now))
    }

    async fn ended_sessions(&self, now: Timestamp) -> Result<Vec<EndedSession>> {
        on!(self.main(), |c| ended_sessions(c, now))
    }
}

async fn cluster_key(c: &mut PgConnection) -> Outcome<ClusterKey> {
    let key: Vec<u8> =
        query_scalar(include_str!("../queries/identity/cluster_key.sql")).fetch_one(c).await?;
    let key = key.try_into().map_err(|_| unreadable("the cluster's key has another length"))?;
    Ok(ClusterKey::new(key))
}

async fn keep_code(c: &mut PgConnection, code: &SignInCode, now: Timestamp) -> Outcome<()> {
    let mut transaction = c.begin().await?;
    query(include_str!("../queries/identity/lock.sql")).execute(&mut *transaction).await?;
    query(include_str!("../queries/identity/forget.sql"))
        .bind(Stamp(now))
        .execute(&mut *transaction)
        .await?;
    let kept = query(include_str!("../queries/identity/keep.sql"))
        .bind(&code.digest[..])
        .bind(&code.principal)
        .bind(i16::from(code.role.code()))
        .bind(Stamp(code.expires_at))
        .bind(code.session_until.map(Stamp))
        .bind(i64::try_from(limits::SIGN_IN_CODES).unwrap_or(i64::MAX))
        .execute(&mut *transaction)
        .await?;
    transaction.commit().await?;
    if kept.rows_affected() == 0 {
        return Err(SignInCode::no_room().into());
    }
    Ok(())
}

async fn take_code(
    c: &mut PgConnection,
    digest: &[u8; 32],
    now: Timestamp,
) -> Outcome<Option<SignInCode>> {
    let row = query(include_str!("../queries/identity/take.sql"))
        .bind(&digest[..])
        .fetch_optional(c)
        .await?;
    let code = row.map(|row| read(&row, *digest)).transpose()?;
    Ok(code.filter(|code| now < code.expires_at))
}

async fn end_session(c: &mut PgConnection, session: &EndedSession, now: Timestamp) -> Outcome<()> {
    let mut transaction = c.begin().await?;
    query(include_str!("../queries/identity/lock.sql")).execute(&mut *transaction).await?;
    query(include_str!("../queries/identity/forget_ended.sql"))
        .bind(Stamp(now))
        .execute(&mut *transaction)
        .await?;
    let kept = query(include_str!("../queries/identity/end.sql"))
        .bind(&session.nonce[..])
        .bind(Stamp(session.expires_at))
        .bind(i64::try_from(limits::ENDED_SESSIONS).unwrap_or(i64::MAX))
        .execute(&mut *transaction)
        .await?;
    transaction.commit().await?;
    if kept.rows_affected() == 0 {
        return Err(EndedSession::no_room().into());
    }
    Ok(())
}

async fn ended_sessions(c: &mut PgConnection, now: Timestamp) -> Outcome<Vec<EndedSession>> {
    let rows =
        query(include_str!("../queries/identity/ended.sql")).bind(Stamp(now)).fetch_all(c).await?;
    rows.iter()
        .map(|row| {
            let nonce: Vec<u8> = row.try_get("nonce")?;
            let nonce = nonce.try_into();
            Ok(EndedSession {
                nonce: nonce.map_err(|_| unreadable("a session's nonce has another length"))?,
                expires_at: row.try_get::<Stamp, _>("expires_at")?.0,
            })
        })
        .collect()
}

fn read(row: &PgRow, digest: [u8; 32]) -> Outcome<SignInCode> {
    let role: i16 = row.try_get("role")?;
    let known = u8::try_from(role).ok().and_then(Role::from_code);
    Ok(SignInCode {
        digest,
        principal: row.try_get("principal")?,
        role: known.ok_or_else(|| unreadable(format!("role {role} is unknown")))?,
        expires_at: row.try_get::<Stamp, _>("expires_at")?.0,
        session_until: row.try_get::<Option<Stamp>, _>("session_until")?.map(|stamp| stamp.0),
    })
}
