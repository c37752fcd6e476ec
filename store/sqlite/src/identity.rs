//! The cluster's key, sign-in codes and ended sessions.

use async_trait::async_trait;
use sqlx::sqlite::SqliteRow;
use taskmaster_domain::{Timestamp, access::Role, limits};
use taskmaster_store::{ClusterKey, EndedSession, Identity, Result, SignInCode};

use crate::{
    Sqlite,
    connection::commit,
    error::{failed, unreadable},
    rows::get,
    sql,
};

#[async_trait]
impl Identity for Sqlite {
    async fn cluster_key(&self) -> Result<ClusterKey> {
        let key: Vec<u8> = sqlx::query_scalar(sql!("identity/cluster_key"))
            .fetch_one(&self.readers)
            .await
            .map_err(failed)?;
        let key = key.try_into().map_err(|_| unreadable("the cluster's key"))?;
        Ok(ClusterKey::new(key))
    }

    async fn keep_code(&self, code: &SignInCode, now: Timestamp) -> Result<()> {
        let mut writer = self.writer().await;
        let mut write = writer.begin().await?;
        sqlx::query(sql!("identity/forget"))
            .bind(now.micros())
            .execute(&mut *write)
            .await
            .map_err(failed)?;
        let kept = sqlx::query(sql!("identity/keep"))
            .bind(&code.digest[..])
            .bind(&code.principal)
            .bind(code.role.code())
            .bind(code.expires_at.micros())
            .bind(code.session_until.map(Timestamp::micros))
            .bind(i64::try_from(limits::SIGN_IN_CODES).unwrap_or(i64::MAX))
            .execute(&mut *write)
            .await
            .map_err(failed)?;
        commit(write).await?;
        if kept.rows_affected() == 0 {
            return Err(SignInCode::no_room());
        }
        Ok(())
    }

    async fn take_code(&self, digest: &[u8; 32], now: Timestamp) -> Result<Option<SignInCode>> {
        let mut writer = self.writer().await;
        let mut write = writer.begin().await?;
        let row = sqlx::query(sql!("identity/take"))
            .bind(&digest[..])
            .fetch_optional(&mut *write)
            .await
            .map_err(failed)?;
        commit(write).await?;
        let code = row.map(|row| read(&row, *digest)).transpose()?;
        Ok(code.filter(|code| now < code.expires_at))
    }

    async fn end_session(&self, session: &EndedSession, now: Timestamp) -> Result<()> {
        let mut writer = self.writer().await;
        let mut write = writer.begin().await?;
        sqlx::query(sql!("identity/forget_ended"))
            .bind(now.micros())
            .execute(&mut *write)
            .await
            .map_err(failed)?;
        let kept = sqlx::query(sql!("identity/end"))
            .bind(&session.nonce[..])
            .bind(session.expires_at.micros())
            .bind(i64::try_from(limits::ENDED_SESSIONS).unwrap_or(i64::MAX))
            .execute(&mut *write)
            .await
            .map_err(failed)?;
        commit(write).await?;
        if kept.rows_affected() == 0 {
            return Err(EndedSession::no_room());
        }
        Ok(())
    }

    async fn ended_sessions(&self, now: Timestamp) -> Result<Vec<EndedSession>> {
        let rows: Vec<(Vec<u8>, i64)> = sqlx::query_as(sql!("identity/ended"))
            .bind(now.micros())
            .fetch_all(&self.readers)
            .await
            .map_err(failed)?;
        rows.into_iter()
            .map(|(nonce, expires_at)| {
                let nonce = nonce.try_into().map_err(|_| unreadable("a session's nonce"))?;
                Ok(EndedSession { nonce, expires_at: Timestamp::from_micros(expires_at) })
            })
            .collect()
    }
}

fn read(row: &SqliteRow, digest: [u8; 32]) -> Result<SignInCode> {
    let session_until: Option<i64> = get(row, "session_until")?;
    Ok(SignInCode {
        digest,
        principal: get(row, "principal")?,
        role: Role::from_code(get(row, "role")?).ok_or_else(|| unreadable("a role"))?,
        expires_at: Timestamp::from_micros(get(row, "expires_at")?),
        session_until: session_until.map(Timestamp::from_micros),
    })
}
