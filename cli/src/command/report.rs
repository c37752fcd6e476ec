//! `taskmaster report`: from inside a command, to its own task.

use std::collections::HashMap;

use clap::Args;
use taskmaster_proto::v1;
use taskmaster_runtime::Secret;

use crate::{
    client::Client,
    context::Context,
    error::{Error, Result},
};

/// Where the environment of every command says what its task is and who hears of it.
const TASK: &str = "TASKMASTER_TASK_ID";
const ADDRESS: &str = "TASKMASTER_ADDRESS";
const TOKEN: &str = "TASKMASTER_TASK_TOKEN";

/// Add to counters of the task that this runs in, and say how far it is.
///
/// Works inside a command that TaskMaster runs, whose environment says which task it is and carries
/// a token for that task alone.
#[derive(Debug, Args)]
pub(crate) struct Report {
    /// Add to a counter, such as success=5; may be given several times
    #[arg(long, value_name = "NAME=N", value_parser = count)]
    counter: Vec<(String, i64)>,
    /// How far the task is, in percent
    #[arg(long, value_name = "PERCENT")]
    progress: Option<f64>,
    /// A word for people with the progress
    #[arg(long, value_name = "TEXT", requires = "progress")]
    message: Option<String>,
}

fn count(text: &str) -> Result<(String, i64), String> {
    let (name, count) = text.rsplit_once('=').ok_or("must be name=number")?;
    let sum = count.parse().map_err(|_| format!("{count:?} is no whole number"))?;
    if sum < 0 {
        Err(format!("must not be negative, is {sum}"))
    } else {
        Ok((name.to_owned(), sum))
    }
}

impl Report {
    pub(crate) async fn run(self, context: &Context) -> Result {
        if self.counter.is_empty() && self.progress.is_none() {
            return Err(Error::Usage("give --counter or --progress".to_owned()));
        }
        let given = |name| {
            let outside = || {
                Error::Usage(format!(
                    "{name} is not set: this works inside a command that TaskMaster runs"
                ))
            };
            context.variable(name).ok_or_else(outside)
        };
        let (task_id, address) = (given(TASK)?.to_owned(), given(ADDRESS)?.to_owned());
        let token = Secret::new(given(TOKEN)?);
        let client = Client::at(address, Some(token)).await?;
        if !self.counter.is_empty() {
            let counters = summed(self.counter);
            let request = v1::AddCountersRequest { task_id: task_id.clone(), counters };
            client.tasks().add_counters(request).await?;
        }
        if let Some(percent) = self.progress {
            let message = self.message.unwrap_or_default();
            let request = v1::ReportProgressRequest { task_id, percent, message };
            client.tasks().report_progress(request).await?;
        }
        Ok(())
    }
}

/// A counter that is named twice gets both numbers.
fn summed(given: Vec<(String, i64)>) -> HashMap<String, i64> {
    let mut sums: HashMap<String, i64> = HashMap::new();
    for (name, count) in given {
        let sum = sums.entry(name).or_default();
        *sum = sum.saturating_add(count);
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_counter_is_a_name_and_a_whole_number() {
        assert_eq!(count("success=5"), Ok(("success".to_owned(), 5)));
        for wrong in ["success", "success=", "success=x", "success=1.5", "success=-1"] {
            assert!(count(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_counter_that_is_named_twice_gets_both_numbers() {
        let given = [("a".to_owned(), 1), ("b".to_owned(), 2), ("a".to_owned(), 4)];
        let sums = summed(given.into());
        assert_eq!(sums, [("a".to_owned(), 5), ("b".to_owned(), 2)].into());
    }
}
