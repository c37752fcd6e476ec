//! Many calls, a bounded number of them at once.

use futures::{StreamExt as _, stream};

use super::super::AT_ONCE;
use crate::{context::Context, error::Result};

/// The answers to calls in their order; the first failure when there is one. Somebody who sits there
/// sees how many are done of those that `what` says.
pub(in super::super) async fn asked<T>(
    calls: impl ExactSizeIterator<Item = impl Future<Output = Result<T>>>,
    what: &str,
    context: &Context,
) -> Result<Vec<T>> {
    let count = calls.len();
    let spinner = context.spinner(what.to_owned());
    let mut calls = stream::iter(calls).buffered(AT_ONCE);
    let mut answers = Vec::with_capacity(count);
    while let Some(answer) = calls.next().await {
        answers.push(answer?);
        spinner.set_message(format!("{} of {count} {what}", answers.len()));
    }
    spinner.finish_and_clear();
    Ok(answers)
}

#[cfg(test)]
mod tests {
    use std::{
        sync::atomic::{AtomicUsize, Ordering},
        time::Duration,
    };

    use tokio::{sync::Barrier, time::timeout};

    use super::*;
    use crate::cli::Global;

    #[tokio::test]
    async fn calls_are_made_at_once_up_to_a_bound_and_answered_in_their_order() {
        let context = Context::new(Global { quiet: true, ..Global::default() });
        // None goes on before as many are on their way.
        let (all_there, on_their_way) = (Barrier::new(AT_ONCE), AtomicUsize::new(0));
        let calls = (0..3 * AT_ONCE).map(async |n| {
            let others = on_their_way.fetch_add(1, Ordering::SeqCst);
            assert!(others < AT_ONCE, "{others} others are on their way");
            all_there.wait().await;
            for _ in 0..(n % 3) {
                tokio::task::yield_now().await;
            }
            on_their_way.fetch_sub(1, Ordering::SeqCst);
            Ok(n)
        });
        let answers = timeout(Duration::from_secs(10), asked(calls, "numbers", &context)).await;
        assert_eq!(answers.unwrap().unwrap(), (0..3 * AT_ONCE).collect::<Vec<_>>());
    }
}
