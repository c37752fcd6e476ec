//! Finding out which lines of a crontab can be jobs, and what each comes to.

use std::collections::{BTreeMap, HashMap};

use taskmaster_domain::Timestamp;
use taskmaster_gateway::jobs;
use taskmaster_proto::v1;

use super::{
    super::{
        all,
        apply::{Step, asked, plan, rehearse},
        crontab::{Entry, numbered},
        fault::{Fault, line as shown},
        file,
    },
    line::Line,
};
use crate::{client::Client, context::Context, error::Result};

/// Next times that are shown of each line.
const TIMES: i32 = 3;

/// Characters that are shown of what a variable says.
const VALUE: usize = 60;

/// Why lines are refused, with their numbers.
type Refused = Vec<(usize, String)>;

/// What must hold of a zone, when it is none.
pub(super) fn zone_fault(zone: &str) -> Option<String> {
    let mut spec = v1::JobSpec::default();
    spec.schedule.get_or_insert_default().timezone = zone.to_owned();
    let of_zone = |fault: &Fault| fault.field == "schedule.timezone";
    faults(&spec).into_iter().find(of_zone).map(|fault| fault.text_of(&shown(zone, VALUE)))
}

/// A line that may be a job, or why it is none: nobody need be asked for that.
pub(super) fn checked(entry: Entry) -> Result<Line, Refused> {
    let Entry { number, document, zone_line, remark } = entry;
    let spec = file::job(&document).map_err(|wrong| vec![(number, wrong.to_string())])?;
    let mut refused = Vec::new();
    for fault in faults(&spec) {
        match zone_line.filter(|_| fault.field == "schedule.timezone") {
            Some(above) => {
                let zone = spec.schedule.as_ref().map_or("", |schedule| &schedule.timezone);
                let named = format!("CRON_TZ {}", shown(zone, VALUE));
                refused.push((above, fault.text_of(&named)));
                refused.push((number, format!("its CRON_TZ is unknown: see line {above}")));
            }
            None => refused.push((number, said(&fault))),
        }
    }
    if !refused.is_empty() {
        return Err(refused);
    }
    let (called, description, next) = (spec.name.clone(), String::new(), Vec::new());
    Ok(Line { number, spec, called, description, next, remark })
}

/// What is wrong with a job by the rules that a coordinator goes by.
fn faults(spec: &v1::JobSpec) -> Vec<Fault> {
    Fault::all(&spec.name, jobs::faults(spec.clone(), Timestamp::from_micros(0)))
}

/// A fault in the words of a crontab.
fn said(fault: &Fault) -> String {
    let word = match fault.field.as_str() {
        field if field.starts_with("schedule.expressions") => "its time",
        field if field.starts_with("notify.") => "MAILTO",
        field if field.starts_with("labels") => "its user",
        field if field.starts_with("task.env") => "what is assigned above it",
        "task.workingDir" => "HOME",
        "task.command" => "its command",
        "name" => "its name",
        _ => return fault.text(),
    };
    fault.text_of(word)
}

/// Fills in what the schedules of lines say and their next times. Lines whose schedule a coordinator
/// refuses leave.
pub(super) async fn preview(
    lines: &mut Vec<Line>,
    client: &Client,
    context: &Context,
) -> Result<Refused> {
    let different: BTreeMap<_, _> =
        lines.iter().map(|line| (line.when(), line.spec.schedule.clone())).collect();
    let calls = different.into_iter().map(async |(when, schedule)| {
        let request = v1::PreviewScheduleRequest { schedule, after: None, count: TIMES };
        let preview = match client.jobs().preview_schedule(request).await {
            Ok(answer) => Ok(answer.into_inner()),
            Err(status) => Err(Fault::of("", status)?),
        };
        Ok((when, preview))
    });
    let known = asked(calls, "schedules looked at", context).await?;
    let known: HashMap<_, _> = known.into_iter().collect();
    let mut refused = Vec::new();
    lines.retain_mut(|line| match known.get(&line.when()) {
        Some(Ok(answer)) => {
            line.description.clone_from(&answer.description);
            line.next = answer.times.iter().map(|time| time.local.clone()).collect();
            true
        }
        Some(Err(faults)) => {
            refused.extend(faults.iter().map(|fault| (line.number, said(fault))));
            false
        }
        None => true,
    });
    Ok(refused)
}

/// Names lines, and finds what is to be done with each. Lines that a coordinator refuses as jobs
/// leave, and use up no name.
pub(super) async fn planned(
    lines: &mut Vec<Line>,
    client: &Client,
    context: &Context,
) -> Result<(Vec<Step>, Refused)> {
    let (present, mut refused) = (all(client).await?, Vec::new());
    loop {
        name(lines);
        let wanted = lines.iter().map(|line| line.spec.clone()).collect();
        let mut steps = plan(wanted, present.clone(), false);
        let mut faults: HashMap<String, Vec<String>> = HashMap::new();
        for fault in rehearse(&mut steps, client, context).await? {
            faults.entry(fault.job.clone()).or_default().push(said(&fault));
        }
        if faults.is_empty() {
            return Ok((steps, refused));
        }
        for line in lines.extract_if(.., |line| faults.contains_key(line.name())) {
            let own = faults.get(line.name()).into_iter().flatten();
            refused.extend(own.map(|why| (line.number, why.clone())));
        }
    }
}

/// Gives each line a name unlike the others.
fn name(lines: &mut [Line]) {
    let names = numbered(lines.iter().map(|line| line.called.clone()).collect());
    for (line, name) in lines.iter_mut().zip(names) {
        line.spec.name = name;
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::super::crontab::{Crontab, Reading, read},
        *,
    };

    fn looked_at(text: &str) -> (Vec<Line>, Refused) {
        let reading = Reading { prefix: "", timezone: "UTC", system: false, users: &[] };
        let Crontab { jobs, mut refused, .. } = read(text.as_bytes(), reading);
        let mut lines = Vec::new();
        for entry in jobs {
            match checked(entry) {
                Ok(line) => lines.push(line),
                Err(why) => refused.extend(why),
            }
        }
        name(&mut lines);
        (lines, refused)
    }

    #[test]
    fn an_unknown_zone_is_told_at_its_line_with_what_is_near() {
        let (lines, refused) = looked_at("\nCRON_TZ=Europe/Berlim\n@daily a\n");
        assert!(lines.is_empty());
        assert_eq!(refused[0].0, 2);
        let why = &refused[0].1;
        assert!(why.starts_with("CRON_TZ Europe/Berlim is no IANA time zone"), "{why}");
        assert!(why.contains("Europe/Berlin"), "{why}");
        assert_eq!(refused[1], (3, "its CRON_TZ is unknown: see line 2".to_owned()));
        assert!(zone_fault("Europe/Berlim").unwrap().starts_with("Europe/Berlim is no IANA"));
        assert_eq!(zone_fault("Europe/Berlin"), None);
    }

    #[test]
    fn a_line_is_refused_in_the_words_of_a_crontab() {
        for (text, word) in [
            ("61 * * * * a", "its time has a wrong minute field"),
            ("0 0 30 2 * a", "its time "),
            ("@every 5m a", "its time "),
            ("HOME=/a\u{0}b\n@daily a", "HOME "),
            ("A=b\u{0}\n@daily a", "what is assigned above it "),
            ("@daily a\u{0}b", "its command "),
        ] {
            let (_, refused) = looked_at(text);
            let told = refused.iter().any(|(_, why)| why.starts_with(word));
            assert!(told, "{text:?}: {refused:?}");
        }
    }

    #[test]
    fn a_line_that_is_refused_uses_up_no_name() {
        let (lines, refused) = looked_at("61 * * * * echo a\n@daily echo b\n@hourly echo c\n");
        let names: Vec<(usize, &str)> =
            lines.iter().map(|line| (line.number, line.name())).collect();
        assert_eq!((names, refused.len()), (vec![(2, "echo"), (3, "echo-2")], 1));
    }
}
