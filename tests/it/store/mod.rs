//! The contract of `Store`: every promise of its documentation, against every backend.

mod aged;
mod amended;
mod archives;
mod cases;
mod drift;
mod facets;
mod health;
mod pushes;
mod recognised;
mod ties;
mod tombstones;
mod values;

use std::sync::Arc;

use sangam::store::Store;
use sangam::store::sqlite::SqliteStore;

/// An empty store of one kind. Opening it again opens the same one.
trait Backend {
    fn open(&self) -> Arc<dyn Store>;
}

struct Sqlite(tempfile::TempDir);

impl Sqlite {
    fn fresh() -> Self {
        Self(tempfile::tempdir().unwrap())
    }
}

impl Backend for Sqlite {
    fn open(&self) -> Arc<dyn Store> {
        Arc::new(SqliteStore::open(&self.0.path().join("sangam.db")).unwrap())
    }
}

/// Runs each case against a fresh store of each backend, every pair a test of its own.
macro_rules! contract {
    ($cases:tt: $($backend:ident => $fresh:expr),+ $(,)?) => {
        $(mod $backend {
            contract!(@each $cases $fresh);
        })+
    };
    (@each { $($case:ident)+ } $fresh:expr) => {
        $(#[test]
        fn $case() {
            let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
            runtime.block_on(super::cases::$case(&$fresh));
        })+
    };
}

contract! {
    {
        states_are_listed_by_id_as_they_were_written
        an_unknown_source_has_no_raw_hashes
        what_was_not_read_is_there_unless_its_item_came_as_something_else
        raw_hashes_are_those_of_the_last_reading_and_of_rejected_items
        raw_hashes_lead_to_the_items_that_they_were
        a_refresh_without_reading_leaves_the_raw_hashes
        rejections_are_forgotten_when_the_source_is_read_in_another_way
        rejections_are_forgotten_long_after_the_source_stopped_giving_the_item
        known_keys_lead_to_items_in_full
        a_key_stays_with_its_first_owner
        an_item_is_not_added_again
        a_commit_is_written_whole_or_not_at_all
        refreshes_are_written_in_their_order
        writing_twice_changes_nothing
        what_was_written_is_there_when_opened_again
        updated_is_unique_and_the_first_listed_gets_the_latest
        updated_stays_until_the_item_changes
        a_flood_of_one_time_is_no_trouble
        items_come_newest_first
        a_limit_and_a_date_bound_the_query
        an_item_counts_for_every_source_that_has_it
        kinds_tags_and_words_match_without_regard_to_case_in_any_script
        a_language_selects_its_regions
        all_conditions_must_hold
        items_are_counted_and_found_by_id
        an_absorbed_item_is_gone_and_its_id_and_keys_lead_on
        items_are_found_by_likeness_near_their_day
        of_a_crowd_the_nearest_are_found
        a_key_that_is_taken_leads_to_who_took_it
        an_item_on_many_days_is_as_near_as_one_on_one
        of_the_decisions_by_one_rule_the_first_is_kept
        what_is_decided_and_written_is_known_the_next_time
        an_item_with_a_tombstone_is_known_but_in_no_query
        tombstones_are_listed_newest_first_with_their_items
        a_tombstone_replaces_one_of_its_kind
        a_lifted_item_counts_as_changed_and_an_unknown_lift_does_nothing
        what_is_added_is_brought_again_but_not_shown_where_it_is_hidden
        a_source_that_goes_by_another_id_has_what_it_had
        a_tombstone_outlives_every_change_of_its_item
        ids_are_listed_in_order_between_two
        an_item_that_was_merged_by_hand_leads_to_the_whole
        a_part_that_is_added_again_is_an_item_of_its_own
        keys_move_and_what_is_apart_stays_so_until_it_is_rejoined
        what_is_hidden_hides_the_item_that_absorbs_it
        what_was_taken_back_counts_for_no_item_that_absorbs_it
        it_is_known_what_a_source_listed
        it_is_known_until_when_a_source_listed_an_item
        what_a_source_withdraws_is_in_its_list_no_more
        a_tie_outlives_that_its_item_is_taken_in
        what_is_new_waits_for_its_ties_until_they_were_looked_for
        between_two_moments_stands_what_is_nearest_to_the_middle
        what_was_left_out_is_listed_newest_first
        of_what_was_left_out_the_newest_thousand_are_kept
        what_no_source_lists_is_reduced_the_longest_gone_first
        what_is_reduced_keeps_its_identity
        what_was_reduced_and_is_written_is_whole_again
        what_was_reduced_absorbs_and_is_absorbed
        of_what_was_reduced_the_name_stays_and_its_keys_may_be_taken
        a_source_that_was_not_read_for_long_lists_nothing
        ways_are_those_that_were_noticed_last
        one_incident_of_a_source_is_open_at_most
        a_repair_is_an_incident_that_is_over
        what_is_accepted_is_due
        what_turns_into_something_else_was_not_accepted
        the_page_of_an_incident_is_bounded
        the_latest_incidents_of_each_source_are_kept
        an_archive_fills_page_by_page_from_the_oldest
        nothing_is_added_to_a_full_page
        a_changed_item_enters_again_but_stands_once_on_the_open_page
        a_page_shows_no_item_with_a_tombstone
        what_fits_a_new_selection_enters_after_what_did_before
        what_was_rendered_is_remembered_until_it_is_rendered_again
        what_was_rendered_is_remembered_of_each_place
        the_feeds_of_which_there_are_files_are_told
        a_value_is_met_once_whatever_its_case
        events_are_told_by_when_they_begin
        a_trouble_is_open_until_it_is_not_found_any_more
        counts_of_a_day_add_up_and_those_of_a_pass_count_once
        what_was_told_is_not_untold
        our_subscriptions_are_kept_by_their_tokens
        deliveries_wait_until_they_are_dropped
        what_waits_is_bounded
    }: sqlite => crate::store::Sqlite::fresh()
}
