//! The cluster's key, codes with which a browser signs in, and sessions that were ended.

use std::{sync::Arc, time::Duration};

use taskmaster_domain::{Timestamp, access::Role, limits};
use uuid::Uuid;

use super::trial::Trial;
use crate::{EndedSession, Error, Result, SignInCode, Store};

const HOUR: Duration = Duration::from_secs(3_600);

/// A code that nobody else has, good until `expires_at`.
fn code(expires_at: Timestamp) -> SignInCode {
    let mut digest = [7; 32];
    digest[..16].copy_from_slice(Uuid::new_v4().as_bytes());
    SignInCode {
        digest,
        principal: "token:admin".to_owned(),
        role: Role::Admin,
        expires_at,
        session_until: None,
    }
}

pub async fn the_cluster_key_is_the_same_at_every_reading(t: &Trial) {
    let key = t.cluster_key().await.unwrap();
    assert_eq!(t.cluster_key().await.unwrap(), key);
    t.migrate().await.unwrap();
    assert_eq!(t.cluster_key().await.unwrap(), key, "a migration leaves it alone");
    let mut bytes = key.expose().to_vec();
    bytes.sort_unstable();
    bytes.dedup();
    assert!(bytes.len() > 8, "it is drawn");
}

pub async fn a_reset_draws_another_cluster_key_and_forgets_codes(t: &Trial) {
    let (key, kept) = (t.cluster_key().await.unwrap(), code(t.now.plus(HOUR)));
    t.keep_code(&kept, t.now).await.unwrap();
    t.reset().await.unwrap();
    assert_ne!(t.cluster_key().await.unwrap(), key);
    assert_eq!(t.take_code(&kept.digest, t.now).await.unwrap(), None);
}

pub async fn a_code_is_given_once_as_it_was_kept(t: &Trial) {
    let plain = code(t.now.plus(HOUR));
    let bound = SignInCode {
        principal: "user:änn".to_owned(),
        role: Role::Worker,
        session_until: Some(t.at(60)),
        ..code(t.at(1))
    };
    for kept in [&plain, &bound] {
        t.keep_code(kept, t.now).await.unwrap();
    }
    for kept in [bound, plain] {
        let taken = t.take_code(&kept.digest, t.now).await.unwrap();
        assert_eq!(taken.as_ref(), Some(&kept));
        assert_eq!(t.take_code(&kept.digest, t.now).await.unwrap(), None, "it was used");
    }
    assert_eq!(t.take_code(&[0; 32], t.now).await.unwrap(), None, "nobody kept it");
}

pub async fn a_code_that_many_take_at_once_goes_to_one(t: &Trial) {
    let kept = code(t.now.plus(HOUR));
    t.keep_code(&kept, t.now).await.unwrap();
    let mut callers = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let (store, now, digest) = (Arc::clone(&t.store), t.now, kept.digest);
        callers.spawn(async move { store.take_code(&digest, now).await.unwrap() });
    }
    let given: Vec<_> = callers.join_all().await.into_iter().flatten().collect();
    assert_eq!(given, [kept]);
}

pub async fn a_code_is_good_until_its_end_and_not_at_it(t: &Trial) {
    let (early, late) = (code(t.at(10)), code(t.at(10)));
    for kept in [&early, &late] {
        t.keep_code(kept, t.now).await.unwrap();
    }
    assert_eq!(t.take_code(&early.digest, t.at(9)).await.unwrap(), Some(early));
    assert_eq!(t.take_code(&late.digest, t.at(10)).await.unwrap(), None);
}

pub async fn a_code_that_is_kept_twice_is_one_code(t: &Trial) {
    let kept = code(t.now.plus(HOUR));
    t.keep_code(&kept, t.now).await.unwrap();
    t.keep_code(&SignInCode { role: Role::Worker, ..kept.clone() }, t.now).await.unwrap();
    assert_eq!(t.take_code(&kept.digest, t.now).await.unwrap(), Some(kept.clone()));
    assert_eq!(t.take_code(&kept.digest, t.now).await.unwrap(), None);
}

/// Eight at once keep one after the other until the room is full, in which one is kept already.
async fn fill<F>(t: &Trial, room: usize, keep: fn(Arc<dyn Store>, Timestamp) -> F)
where
    F: Future<Output = Result<()>> + Send + 'static,
{
    let mut callers = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let (store, now) = (Arc::clone(&t.store), t.now);
        callers.spawn(async move {
            for kept in 0..=room {
                match keep(Arc::clone(&store), now).await {
                    Ok(()) => {}
                    Err(Error::Exhausted(_)) => return kept,
                    Err(other) => panic!("{other}"),
                }
            }
            panic!("there is no end of the room");
        });
    }
    let kept: usize = callers.join_all().await.into_iter().sum();
    assert_eq!(kept, room - 1, "with the first one it is full");
}

pub async fn there_is_room_for_a_thousand_codes_and_no_more(t: &Trial) {
    let first = code(t.at(10));
    t.keep_code(&first, t.now).await.unwrap();
    let keep = |store: Arc<dyn Store>, now: Timestamp| async move {
        store.keep_code(&code(now.plus(HOUR)), now).await
    };
    fill(t, limits::SIGN_IN_CODES, keep).await;
    let one_more = code(t.now.plus(HOUR));
    let full = t.keep_code(&one_more, t.at(9)).await.unwrap_err();
    assert!(matches!(full, Error::Exhausted(_)), "{full}");
    t.keep_code(&first, t.at(9)).await.unwrap();
    t.keep_code(&one_more, t.at(10)).await.unwrap();
    assert_eq!(t.take_code(&one_more.digest, t.at(11)).await.unwrap(), Some(one_more));
}

/// A session that nobody else has.
fn session(expires_at: Timestamp) -> EndedSession {
    EndedSession { nonce: Uuid::new_v4().into_bytes(), expires_at }
}

pub async fn an_ended_session_is_told_of_until_its_time_and_not_at_it(t: &Trial) {
    let (short, long) = (session(t.at(10)), session(t.now.plus(HOUR)));
    for ended in [&short, &long, &EndedSession { expires_at: t.at(1), ..long }] {
        t.end_session(ended, t.now).await.unwrap();
    }
    let told = async |seconds| {
        let mut told = t.ended_sessions(t.at(seconds)).await.unwrap();
        told.sort_unstable_by_key(|ended| ended.expires_at);
        told
    };
    assert_eq!(told(9).await, [short, long], "who ends one twice changes nothing");
    assert_eq!(told(10).await, [long]);
    t.reset().await.unwrap();
    assert_eq!(told(10).await, []);
}

pub async fn there_is_room_for_so_many_ended_sessions_and_no_more(t: &Trial) {
    let first = session(t.at(10));
    t.end_session(&first, t.now).await.unwrap();
    let end = |store: Arc<dyn Store>, now: Timestamp| async move {
        store.end_session(&session(now.plus(HOUR)), now).await
    };
    fill(t, limits::ENDED_SESSIONS, end).await;
    let one_more = session(t.now.plus(HOUR));
    let full = t.end_session(&one_more, t.at(9)).await.unwrap_err();
    assert!(matches!(full, Error::Exhausted(_)), "{full}");
    t.end_session(&first, t.at(9)).await.unwrap();
    t.end_session(&one_more, t.at(10)).await.unwrap();
    let told = t.ended_sessions(t.at(11)).await.unwrap();
    assert_eq!((told.len(), told.contains(&one_more)), (limits::ENDED_SESSIONS, true));
}
