//! The suite that every driver passes: one case for each promise in the doc comments of the
//! traits, grouped by topic.
//!
//! A driver's test file is one line, `taskmaster_store::conformance!(MyHarness);`. Each case has
//! a store of its own, so that cases run in parallel, and ends with [`run`]'s look at the rows:
//! counters must agree with them and `check` must find no drift.
//!
//! No case sleeps or fakes a clock: where the database's time decides, a lease of an hour has not
//! run out and one of zero has.
#![expect(missing_docs, reason = "the name of a case says what it holds the driver to")]
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "test code outside cfg(test)")]

use std::{any::Any, fmt, sync::Arc};

use async_trait::async_trait;

use crate::Store;

mod teardown;
mod trial;

pub mod activity;
pub mod admin;
pub mod claim;
pub mod control;
pub mod counters;
pub mod faults;
pub mod fleet;
pub mod gates;
pub mod heartbeats;
pub mod hello;
pub mod history;
pub mod identity;
pub mod job_deletions;
pub mod job_lists;
pub mod job_runs;
pub mod job_tables;
pub mod jobs;
pub mod lanes;
pub mod lease;
pub mod live;
pub mod moves;
pub mod orders;
pub mod output;
pub mod repeat;
pub mod report;
pub mod search;
pub mod start;
pub mod submit;
pub mod sweep;
pub mod view;

pub use trial::{Hand, Trial};

/// Makes stores for the cases.
#[async_trait]
pub trait Harness: Send + Sync {
    /// A store of its own: migrated, empty, shared with nobody.
    async fn fresh(&self) -> Fresh;
}

/// A store and what must live as long as it.
pub struct Fresh {
    /// The store.
    pub store: Arc<dyn Store>,
    /// A folder or a database that goes away when dropped.
    guard: Box<dyn Any + Send>,
}

impl Fresh {
    /// A store whose `guard` is dropped after it.
    pub fn new(store: Arc<dyn Store>, guard: impl Any + Send) -> Self {
        Self { store, guard: Box::new(guard) }
    }
}

impl fmt::Debug for Fresh {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fresh").finish_non_exhaustive()
    }
}

/// Runs one case on a fresh store, then holds the rows against the counters and against `check`.
pub async fn run(harness: impl Harness, case: impl AsyncFnOnce(&Trial)) {
    let Fresh { store, guard } = harness.fresh().await;
    let trial = Trial::new(Arc::clone(&store)).await;
    case(&trial).await;
    if !trial.is_closed() {
        teardown::agrees_with_itself(store.as_ref()).await;
        store.close().await;
    }
    drop((trial, store, guard));
}

/// The whole suite, listed once. A driver runs it with one line: `conformance!(Sqlite)`.
#[macro_export]
macro_rules! conformance {
    ($harness:expr) => {
        $crate::conformance!(@group $harness; submit:
            tasks_are_kept_as_they_were_handed_in,
            times_are_kept_to_the_microsecond,
            the_largest_task_is_kept,
            a_task_whose_time_has_not_come_is_scheduled,
            a_repeated_submit_changes_nothing,
            nothing_handed_in_is_nothing_kept,
            the_same_key_and_body_are_the_same_task,
            a_task_is_found_by_its_key_and_principal,
            two_tasks_of_one_batch_with_one_key_count_one_after_the_other,
            keys_belong_to_their_principal_and_an_empty_one_is_none,
            a_key_handed_in_by_many_at_once_makes_one_task,
            ten_thousand_tasks_go_in_with_one_call,
            batches_that_overlap_and_run_at_once_keep_each_task_once,
        );
        $crate::conformance!(@group $harness; lanes:
            a_lane_keeps_its_number,
            a_lane_that_many_ask_for_at_once_gets_one_number,
            there_is_room_for_ten_thousand_lanes_and_no_more,
        );
        $crate::conformance!(@group $harness; claim:
            two_callers_never_claim_the_same_task,
            the_best_task_goes_first,
            a_claim_tells_what_is_to_be_done,
            an_attempt_waits_from_when_its_task_was_queued_anew,
            seats_are_filled_in_order,
            void_seats_are_passed_over,
            only_due_tasks_of_the_lane_are_given,
            each_claim_is_a_new_attempt_with_a_clean_slate,
            a_task_that_came_back_keeps_its_place,
            heads_and_counts_of_lanes_are_told,
        );
        $crate::conformance!(@group $harness; start:
            a_start_is_stamped_once,
            a_stale_start_is_fenced_and_changes_nothing,
            a_start_that_comes_after_the_end_is_recorded_and_changes_nothing,
            starts_are_answered_in_order,
        );
        $crate::conformance!(@group $harness; live:
            what_an_attempt_tells_is_told_with_its_task,
            a_part_that_is_not_told_or_is_older_stays,
            what_is_told_of_an_attempt_that_is_not_the_speakers_changes_nothing,
            the_next_attempt_begins_with_nothing_told,
            what_was_told_goes_away_with_its_task,
        );
        $crate::conformance!(@group $harness; counters:
            what_is_counted_adds_up,
            a_counter_holds_so_much_and_an_addition_beyond_is_refused,
            what_was_promised_is_added_up_to_the_largest_number,
            a_sum_of_which_much_is_used_is_counted_by_the_store_alone,
            an_ended_task_counts_only_what_somebody_was_promised,
            counters_go_on_over_attempts_and_a_stale_attempt_adds_nothing,
            a_task_has_at_most_a_hundred_counters,
            a_marked_call_that_is_repeated_adds_nothing,
            many_who_count_at_once_lose_nothing,
            of_a_thousand_one_that_is_refused_harms_no_other,
            counters_go_away_with_their_task,
            a_task_says_by_a_call_how_far_it_is,
        );
        $crate::conformance!(@group $harness; report:
            a_completed_task_has_all_that_was_reported,
            a_failed_task_says_why,
            a_report_may_carry_the_start_too,
            the_start_of_a_running_attempt_is_stamped_once,
            a_retry_in_the_future_is_scheduled_and_keeps_its_attempt,
            a_retry_whose_time_has_come_is_queued,
            what_comes_back_uses_no_try,
            a_stale_report_is_fenced_and_changes_nothing,
            reports_are_answered_in_order,
            the_speakers_counts_rise,
            one_call_counts_each_end,
            a_judge_learns_what_it_needs,
        );
        $crate::conformance!(@group $harness; repeat:
            a_repeated_report_is_recorded_and_changes_nothing,
            a_repeat_is_recorded_after_the_task_was_claimed_again,
            a_repeat_is_recorded_after_an_explicit_retry,
            a_repeat_is_recorded_after_a_new_session,
            two_reports_of_one_attempt_in_one_call_count_one_after_the_other,
            reports_that_come_at_once_are_recorded_once,
            a_late_report_of_what_was_taken_away_is_fenced,
        );
        $crate::conformance!(@group $harness; control:
            a_task_that_nobody_has_is_canceled_at_once,
            what_a_worker_ever_had_is_not_canceled_as_unbegun,
            the_worker_of_a_held_task_is_told_to_cancel,
            a_cancellation_beats_another_try_but_not_work_that_was_done,
            a_task_is_held_back_and_let_go_on,
            a_retry_gives_an_ended_task_one_more_life,
            a_retry_of_a_canceled_task_forgets_the_cancellation,
            a_retry_keeps_no_row_of_an_attempt_that_did_not_end_the_task,
            a_task_that_is_not_there_is_unknown,
        );
        $crate::conformance!(@group $harness; moves:
            a_state_changes_only_as_the_table_says,
            nothing_changes_a_completed_task,
        );
        $crate::conformance!(@group $harness; hello:
            a_worker_is_kept_as_it_said,
            a_name_keeps_its_number_and_its_counts_while_its_session_rises,
            an_empty_name_gets_the_lowest_that_is_not_live,
            a_nameless_start_that_comes_back_keeps_its_name,
            empty_names_asked_for_at_once_differ,
            a_name_that_is_live_on_another_host_is_taken,
            a_name_whose_lease_ended_or_that_was_released_is_free,
            a_new_start_on_the_same_host_supersedes_the_older_one,
            the_same_start_from_another_host_is_itself,
            what_the_store_has_and_the_worker_has_not_goes_back,
            what_the_worker_has_and_the_store_has_not_is_revoked,
            a_new_start_is_not_draining_and_the_same_one_stays_so,
            a_released_start_that_comes_back_is_live_again,
            of_two_hosts_that_ask_for_one_name_at_once_one_is_welcome,
            a_hello_and_claims_at_once_lose_no_task,
        );
        $crate::conformance!(@group $harness; lease:
            a_beat_renews_only_its_own_session,
            a_beat_tells_the_slots_of_all_coordinators,
            a_beat_tells_the_time,
            nothing_is_released_while_nobody_renews,
            a_coordinator_that_fell_silent_renews_nothing,
            a_lost_worker_is_released_with_all_it_has,
            a_renewed_lease_saves_what_was_nearly_lost,
            a_pass_releases_no_more_workers_than_asked,
            a_goodbye_gives_all_back_at_once,
            the_fifth_death_of_a_started_attempt_parks_the_task,
            a_lost_worker_whose_kill_was_asked_for_did_not_die,
            a_cancellation_beats_poison,
            a_released_task_whose_end_was_asked_for_is_canceled,
            a_probed_worker_that_answers_was_active,
            a_task_goes_from_worker_to_worker_until_one_ends_it,
        );
        $crate::conformance!(@group $harness; orders:
            orders_are_kept_until_they_are_done,
            draining_is_switched_by_name,
            a_worker_that_is_stopping_takes_nothing_until_its_next_start,
            a_store_that_can_be_written_says_so,
        );
        $crate::conformance!(@group $harness; sweep:
            tasks_that_are_due_are_queued_earliest_first,
            a_lane_is_told_once_per_promotion,
            sweeps_that_run_at_once_share_the_work_out,
            a_task_that_is_not_started_in_time_fails,
            a_start_timeout_runs_anew_each_time_a_task_is_queued,
            a_start_timeout_between_two_tries_tells_of_itself_only,
            a_pass_fails_no_more_late_tasks_than_asked,
            history_is_pruned_with_all_that_hangs_on_it,
            pruning_is_bounded_and_frees_keys,
        );
        $crate::conformance!(@group $harness; heartbeats:
            the_worker_of_a_silent_attempt_is_told_once,
            each_attempt_has_a_silence_of_its_own,
            counters_and_progress_end_a_silence,
            progress_of_an_older_stamp_ends_a_silence_and_replaces_nothing,
            what_a_machine_uses_what_is_printed_and_what_is_repeated_is_silence,
            a_silence_does_not_count_while_nobody_renews,
            an_attempt_whose_end_was_asked_for_is_not_timed_out,
            passes_are_bounded_and_tell_of_each_attempt_once,
        );
        $crate::conformance!(@group $harness; gates:
            a_queue_of_one_gives_its_tasks_one_by_one_in_the_order_of_its_line,
            whoever_has_a_place_keeps_it_when_somebody_more_urgent_comes,
            as_many_as_there_are_places_are_let_through,
            one_call_that_ends_many_lets_as_many_through,
            every_way_out_frees_one_place,
            the_fifth_death_frees_a_place,
            whoever_is_to_be_tried_again_keeps_its_place,
            a_lost_worker_takes_no_place_along,
            whoever_waits_frees_nothing_when_it_goes,
            a_retried_and_a_resumed_task_line_up_anew,
            a_task_lines_up_when_its_time_has_come,
            a_limit_counts_what_was_there_before_it,
            a_limit_is_raised_lowered_and_lifted,
            a_large_backlog_is_brought_under_a_limit_and_let_go,
            tasks_of_one_job_are_under_way_one_at_a_time,
            a_task_passes_its_jobs_gate_and_then_its_queues,
            a_paused_queue_gives_nothing_and_keeps_its_places,
            a_batch_that_is_refused_takes_no_place,
            there_are_rules_for_as_many_queues_as_there_are_lanes,
            many_at_once_never_have_more_places_than_there_are,
            none_slips_past_a_limit_that_is_set_while_tasks_come,
        );
        $crate::conformance!(@group $harness; output:
            output_is_read_in_order_from_any_line,
            a_chunk_that_is_kept_already_is_recorded_and_unchanged,
            output_of_an_attempt_that_the_speaker_does_not_hold_is_fenced,
            output_of_earlier_attempts_stays,
        );
        $crate::conformance!(@group $harness; view:
            pages_follow_each_other_without_gap_or_repeat,
            a_listed_task_is_the_task,
            filters_pick_out_tasks,
            labels_and_beginnings_pick_out_tasks,
            the_worker_of_a_task_is_that_of_its_latest_attempt,
            tasks_are_counted_by_queue_and_state,
            workers_are_told_by_number_with_what_they_hold,
            a_store_says_what_it_is_and_that_it_is_there,
        );
        $crate::conformance!(@group $harness; search:
            every_filter_finds_all_that_pass_it_and_nothing_else,
            filters_in_pairs_find_what_passes_both,
            a_long_list_has_no_gap_and_no_repeat_while_tasks_move,
            a_retried_task_is_found_where_it_is_and_not_where_it_was,
            only_whole_blocks_of_tasks_that_are_old_enough_are_indexed,
            a_task_that_was_kept_far_too_late_is_found_when_its_block_is_looked_at_again,
            passes_at_once_index_each_task_once,
            what_has_ended_is_found_past_a_long_backlog,
            what_was_pruned_is_not_found,
        );
        $crate::conformance!(@group $harness; history:
            minutes_are_told_as_they_were_added_up,
            many_who_add_at_once_lose_nothing,
            old_minutes_are_forgotten_in_bounded_passes,
        );
        $crate::conformance!(@group $harness; activity:
            what_was_added_is_told_newest_first,
            pages_of_the_feed_have_no_gap_and_no_repeat_while_it_grows,
            odd_words_are_kept_fit,
            the_oldest_are_forgotten_in_bounded_passes,
        );
        $crate::conformance!(@group $harness; jobs:
            a_job_is_told_as_it_was_written,
            many_steps_in_one_call_are_answered_in_their_order,
            the_largest_script_is_kept_in_every_version,
            a_write_on_a_past_revision_keeps_nothing,
            of_writers_at_once_one_decides_each_nominal_time,
            two_writes_of_one_job_in_one_call_count_one_after_the_other,
            a_new_job_that_is_written_again_is_one_job,
            a_name_belongs_to_one_job,
            a_name_that_many_want_at_once_goes_to_one,
            a_write_without_an_editor_changes_only_the_state,
            each_edit_is_a_version,
            a_job_that_is_not_there_is_gone,
            a_bad_write_is_refused_and_its_neighbours_are_kept,
            what_a_write_brings_is_kept_with_it,
            a_nominal_time_keeps_its_first_outcome,
            a_run_that_is_kept_already_is_unchanged,
        );
        $crate::conformance!(@group $harness; job_lists:
            jobs_are_due_earliest_first,
            what_is_to_come_is_told_earliest_first,
            pages_of_large_jobs_are_short,
            a_job_that_nothing_will_start_is_stuck,
            jobs_are_listed_by_name_in_either_case,
            jobs_are_filtered_by_how_they_stand,
            fires_are_listed_latest_first,
            old_fires_are_pruned_in_bounded_passes,
        );
        $crate::conformance!(@group $harness; job_runs:
            the_end_of_a_run_is_told_until_it_is_settled,
            the_end_that_has_waited_longest_is_told_first,
            the_ends_of_some_jobs_are_told_alone,
            a_run_that_failed_for_its_start_timeout_has_ended,
            a_job_settles_its_own_runs_only,
            runs_are_listed_newest_first_without_checks,
            the_latest_runs_of_jobs_are_those_of_their_lists,
            tasks_are_found_by_their_job,
            a_gated_run_waits_until_its_job_knows_of_the_end_before_it,
            an_end_that_its_job_does_not_know_of_holds_what_is_canceled_in_the_meantime,
            the_open_runs_of_a_job_are_those_whose_end_is_not_settled,
            a_run_goes_away_with_its_task,
        );
        $crate::conformance!(@group $harness; job_deletions:
            a_deleted_job_is_gone_at_once_and_its_ended_runs_soon,
            what_was_open_when_its_job_was_deleted_goes_once_it_has_ended,
            what_goes_on_after_its_job_stays_as_a_task,
            what_waits_behind_the_gate_of_a_deleted_job_comes_to_its_turn,
            what_waits_for_its_job_to_know_of_an_end_begins_once_that_is_deleted,
            who_rightly_waits_keeps_nobody_waiting_behind_a_deleted_job,
            who_passes_the_gate_of_a_deleted_job_lines_up_before_its_queue,
            a_deleted_job_may_leave_its_runs_as_tasks,
            a_run_that_is_retried_before_it_was_deleted_goes_when_it_ends_again,
            deleting_what_is_not_there_finds_nothing,
        );
        $crate::conformance!(@group $harness; fleet:
            a_fleet_has_a_wanted_size_once_somebody_keeps_it,
            a_kill_is_answered_once,
            the_wanted_size_is_never_lowered_below_nothing,
            a_kill_of_what_is_not_there_is_answered_so,
            a_size_is_settled_unless_somebody_was_quicker,
            a_kill_unsettles_the_size_only_where_another_is_to_come,
            schedulers_are_told_while_they_pass,
            a_lease_has_one_holder_until_it_ends,
            of_many_that_want_a_lease_at_once_one_gets_it,
        );
        $crate::conformance!(@group $harness; identity:
            the_cluster_key_is_the_same_at_every_reading,
            a_reset_draws_another_cluster_key_and_forgets_codes,
            a_code_is_given_once_as_it_was_kept,
            a_code_that_many_take_at_once_goes_to_one,
            a_code_is_good_until_its_end_and_not_at_it,
            a_code_that_is_kept_twice_is_one_code,
            there_is_room_for_a_thousand_codes_and_no_more,
            an_ended_session_is_told_of_until_its_time_and_not_at_it,
            there_is_room_for_so_many_ended_sessions_and_no_more,
        );
        $crate::conformance!(@group $harness; admin:
            a_migrated_store_has_nothing_left_to_migrate,
            a_reset_store_is_empty_and_works,
            a_closed_store_answers_no_call,
            a_poke_wakes_those_who_listen,
        );
        $crate::conformance!(@group $harness; faults:
            a_bad_task_is_kept_sanitised_or_with_no_other,
            a_bad_report_is_kept_sanitised_or_with_no_other,
            a_bad_command_is_kept_sanitised_or_not_at_all,
            odd_text_is_kept_as_it_is,
        );
    };
    (@group $harness:expr; $group:ident: $($case:ident),+ $(,)?) => {
        mod $group {
            #[allow(unused_imports, reason = "a harness may be named by its full path")]
            use super::*;

            $(
                #[::tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $case() {
                    $crate::conformance::run($harness, $crate::conformance::$group::$case).await;
                }
            )+
        }
    };
}
