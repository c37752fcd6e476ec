use super::*;

/// All edges, a line each, as `docs/lifecycle.md` lists them.
fn edges() -> String {
    let mut lines = std::collections::BTreeSet::new();
    for from in TaskState::ALL {
        for event in Event::ALL {
            if let Ok(to) = from.apply(event) {
                lines.insert(format!("    {from} --> {to}: {event}"));
            }
        }
    }
    lines.into_iter().collect::<Vec<_>>().join("\n")
}

#[test]
fn the_drawn_graph_is_the_table() {
    let page = include_str!("../../../../docs/lifecycle.md");
    let drawn: String = page
        .lines()
        .filter(|line| line.contains(" --> ") && !line.contains("[*]"))
        .collect::<Vec<_>>()
        .join("\n");
    assert_eq!(drawn, edges(), "docs/lifecycle.md must list exactly these edges");
}

#[test]
fn completed_is_final_and_nothing_but_a_retry_moves_an_ended_task() {
    for state in TaskState::ALL.into_iter().filter(|state| state.is_terminal()) {
        for event in Event::ALL {
            let moved = state.apply(event).is_ok();
            let retry = matches!(event, Event::Retry { .. }) && state != TaskState::Completed;
            assert_eq!(moved, retry, "{state} {event}");
        }
    }
}

#[test]
fn a_running_task_cannot_be_paused() {
    let refused = TaskState::Running.apply(Event::Pause).unwrap_err();
    assert_eq!(refused.to_string(), "a running task cannot be paused");
}

#[test]
fn codes_and_names_lead_back() {
    for state in TaskState::ALL {
        assert_eq!(TaskState::from_code(state.code()), Some(state));
        assert_eq!(state.name().parse(), Ok(state));
    }
    assert_eq!(TaskState::from_code(9), None);
    assert_eq!("done".parse::<TaskState>(), Err(NotAState));
}
