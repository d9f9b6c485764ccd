/* The ABI, frozen: sizes and offsets of public structs on 64-bit platforms, and every constant. A line changes only
 * deliberately, with a line in CHANGELOG.md. Structs grow at their end; constants are appended. */
#include <limits.h>
#include <netmkt/netmkt.h>
#include <stdio.h>
#include <string.h>

#include "support/support.h"

#define SIZE(type, bytes) _Static_assert(sizeof(type) == (bytes), "size of " #type)
#define FIELD(type, field, at, bytes) \
    _Static_assert(offsetof(type, field) == (at) && sizeof(((type *)0)->field) == (bytes), "layout of " #type "." #field)
#define CONSTANT(name, value) _Static_assert((name) == (value), "value of " #name)

#if UINTPTR_MAX == UINT64_MAX
SIZE(netmkt_io, 136);
FIELD(netmkt_io, struct_size, 0, 4);
FIELD(netmkt_io, reserved, 4, 4);
FIELD(netmkt_io, user, 8, 8);
FIELD(netmkt_io, open, 16, 8);
FIELD(netmkt_io, close, 24, 8);
FIELD(netmkt_io, read, 32, 8);
FIELD(netmkt_io, write, 40, 8);
FIELD(netmkt_io, sync, 48, 8);
FIELD(netmkt_io, truncate, 56, 8);
FIELD(netmkt_io, allocate, 64, 8);
FIELD(netmkt_io, size, 72, 8);
FIELD(netmkt_io, is_current, 80, 8);
FIELD(netmkt_io, rename, 88, 8);
FIELD(netmkt_io, remove, 96, 8);
FIELD(netmkt_io, sync_directory, 104, 8);
FIELD(netmkt_io, lock, 112, 8);
FIELD(netmkt_io, map, 120, 8);
FIELD(netmkt_io, unmap, 128, 8);
SIZE(netmkt_context_options, 48);
FIELD(netmkt_context_options, struct_size, 0, 4);
FIELD(netmkt_context_options, reserved, 4, 4);
FIELD(netmkt_context_options, allocate, 8, 8);
FIELD(netmkt_context_options, allocate_user, 16, 8);
FIELD(netmkt_context_options, log, 24, 8);
FIELD(netmkt_context_options, log_user, 32, 8);
FIELD(netmkt_context_options, io, 40, 8);
SIZE(netmkt_store_options, 32);
FIELD(netmkt_store_options, struct_size, 0, 4);
FIELD(netmkt_store_options, flags, 4, 4);
FIELD(netmkt_store_options, context, 8, 8);
FIELD(netmkt_store_options, currency, 16, 4);
FIELD(netmkt_store_options, currency_exponent, 20, 4);
FIELD(netmkt_store_options, day_offset_minutes, 24, 4);
FIELD(netmkt_store_options, lock_wait_ms, 28, 4);
SIZE(netmkt_store_statistics, 112);
FIELD(netmkt_store_statistics, struct_size, 0, 4);
FIELD(netmkt_store_statistics, format_version, 4, 4);
FIELD(netmkt_store_statistics, customers, 8, 8);
FIELD(netmkt_store_statistics, events, 16, 8);
FIELD(netmkt_store_statistics, commits, 24, 8);
FIELD(netmkt_store_statistics, file_bytes, 32, 8);
FIELD(netmkt_store_statistics, journal_bytes, 40, 8);
FIELD(netmkt_store_statistics, memory_bytes, 48, 8);
FIELD(netmkt_store_statistics, first_ms, 56, 8);
FIELD(netmkt_store_statistics, last_ms, 64, 8);
FIELD(netmkt_store_statistics, pending_events, 72, 8);
FIELD(netmkt_store_statistics, attributes, 80, 4);
FIELD(netmkt_store_statistics, kinds, 84, 4);
FIELD(netmkt_store_statistics, channels, 88, 4);
FIELD(netmkt_store_statistics, campaigns, 92, 4);
FIELD(netmkt_store_statistics, offers, 96, 4);
FIELD(netmkt_store_statistics, currency_exponent, 100, 4);
FIELD(netmkt_store_statistics, day_offset_minutes, 104, 4);
FIELD(netmkt_store_statistics, currency, 108, 4);
SIZE(netmkt_campaign, 32);
FIELD(netmkt_campaign, struct_size, 0, 4);
FIELD(netmkt_campaign, function, 4, 4);
FIELD(netmkt_campaign, budget, 8, 8);
FIELD(netmkt_campaign, start_ms, 16, 8);
FIELD(netmkt_campaign, end_ms, 24, 8);
SIZE(netmkt_spend, 24);
FIELD(netmkt_spend, struct_size, 0, 4);
FIELD(netmkt_spend, channel, 4, 2);
FIELD(netmkt_spend, reserved, 6, 2);
FIELD(netmkt_spend, campaign, 8, 4);
FIELD(netmkt_spend, day, 12, 4);
FIELD(netmkt_spend, amount, 16, 8);

SIZE(netmkt_attribution_check, 112);
FIELD(netmkt_attribution_check, struct_size, 0, 4);
FIELD(netmkt_attribution_check, order, 4, 4);
FIELD(netmkt_attribution_check, channels, 8, 4);
FIELD(netmkt_attribution_check, states, 12, 4);
FIELD(netmkt_attribution_check, transitions, 16, 8);
FIELD(netmkt_attribution_check, conversions, 24, 8);
FIELD(netmkt_attribution_check, nulls, 32, 8);
FIELD(netmkt_attribution_check, value, 40, 8);
FIELD(netmkt_attribution_check, unattributed, 48, 8);
FIELD(netmkt_attribution_check, unattributed_value, 56, 8);
FIELD(netmkt_attribution_check, credited, 64, 8);
FIELD(netmkt_attribution_check, credited_value, 72, 8);
FIELD(netmkt_attribution_check, probability, 80, 8);
FIELD(netmkt_attribution_check, chain_probability, 88, 8);
FIELD(netmkt_attribution_check, mean_value, 96, 8);
FIELD(netmkt_attribution_check, chain_mean_value, 104, 8);

SIZE(netmkt_spend_report, 40);
FIELD(netmkt_spend_report, struct_size, 0, 4);
FIELD(netmkt_spend_report, reserved, 4, 4);
FIELD(netmkt_spend_report, rows, 8, 8);
FIELD(netmkt_spend_report, records, 16, 8);
FIELD(netmkt_spend_report, rounded, 24, 8);
FIELD(netmkt_spend_report, amount, 32, 8);

SIZE(netmkt_offer, 40);
FIELD(netmkt_offer, struct_size, 0, 4);
FIELD(netmkt_offer, reserved, 4, 4);
FIELD(netmkt_offer, price, 8, 8);
FIELD(netmkt_offer, unit_cost, 16, 8);
FIELD(netmkt_offer, start_ms, 24, 8);
FIELD(netmkt_offer, end_ms, 32, 8);
SIZE(netmkt_event, 72);
FIELD(netmkt_event, struct_size, 0, 4);
FIELD(netmkt_event, kind, 4, 2);
FIELD(netmkt_event, channel, 6, 2);
FIELD(netmkt_event, customer, 8, 8);
FIELD(netmkt_event, time_ms, 16, 8);
FIELD(netmkt_event, amount, 24, 8);
FIELD(netmkt_event, cost, 32, 8);
FIELD(netmkt_event, campaign, 40, 4);
FIELD(netmkt_event, offer, 44, 4);
FIELD(netmkt_event, variant, 48, 2);
FIELD(netmkt_event, initiator, 50, 1);
FIELD(netmkt_event, reserved, 51, 1);
FIELD(netmkt_event, rating, 52, 4);
FIELD(netmkt_event, reference, 56, 16);
SIZE(netmkt_event_filter, 40);
FIELD(netmkt_event_filter, struct_size, 0, 4);
FIELD(netmkt_event_filter, kind, 4, 2);
FIELD(netmkt_event_filter, channel, 6, 2);
FIELD(netmkt_event_filter, customer, 8, 8);
FIELD(netmkt_event_filter, from_ms, 16, 8);
FIELD(netmkt_event_filter, to_ms, 24, 8);
FIELD(netmkt_event_filter, campaign, 32, 4);
FIELD(netmkt_event_filter, offer, 36, 4);
SIZE(netmkt_kind, 24);
FIELD(netmkt_kind, struct_size, 0, 4);
FIELD(netmkt_kind, function, 4, 4);
FIELD(netmkt_kind, initiator, 8, 4);
FIELD(netmkt_kind, reserved, 12, 4);
FIELD(netmkt_kind, weight, 16, 8);
SIZE(netmkt_setting_description, 48);
FIELD(netmkt_setting_description, struct_size, 0, 4);
FIELD(netmkt_setting_description, type, 4, 4);
FIELD(netmkt_setting_description, least, 8, 8);
FIELD(netmkt_setting_description, most, 16, 8);
FIELD(netmkt_setting_description, standard, 24, 8);
FIELD(netmkt_setting_description, name, 32, 8);
FIELD(netmkt_setting_description, meaning, 40, 8);
SIZE(netmkt_summary, 176);
FIELD(netmkt_summary, struct_size, 0, 4);
FIELD(netmkt_summary, x, 4, 4);
FIELD(netmkt_summary, customer, 8, 8);
FIELD(netmkt_summary, t_x, 16, 8);
FIELD(netmkt_summary, T, 24, 8);
FIELD(netmkt_summary, m, 32, 8);
FIELD(netmkt_summary, first_ms, 40, 8);
FIELD(netmkt_summary, last_ms, 48, 8);
FIELD(netmkt_summary, revenue, 56, 8);
FIELD(netmkt_summary, ordered, 64, 8);
FIELD(netmkt_summary, returned, 72, 8);
FIELD(netmkt_summary, orders, 80, 8);
FIELD(netmkt_summary, orders_kept, 88, 8);
FIELD(netmkt_summary, returns, 96, 8);
FIELD(netmkt_summary, purchase_days, 104, 8);
FIELD(netmkt_summary, events, 112, 8);
FIELD(netmkt_summary, first_event_ms, 120, 8);
FIELD(netmkt_summary, last_event_ms, 128, 8);
FIELD(netmkt_summary, gap_mean, 136, 8);
FIELD(netmkt_summary, gap_max, 144, 8);
FIELD(netmkt_summary, idle, 152, 8);
FIELD(netmkt_summary, cost, 160, 8);
FIELD(netmkt_summary, order_cost, 168, 8);
SIZE(netmkt_relationship, 136);
FIELD(netmkt_relationship, struct_size, 0, 4);
FIELD(netmkt_relationship, reserved, 4, 4);
FIELD(netmkt_relationship, customer, 8, 8);
FIELD(netmkt_relationship, as_of_ms, 16, 8);
FIELD(netmkt_relationship, score, 24, 8);
FIELD(netmkt_relationship, tenure, 32, 8);
FIELD(netmkt_relationship, rhythm, 40, 8);
FIELD(netmkt_relationship, reciprocity, 48, 8);
FIELD(netmkt_relationship, breadth, 56, 8);
FIELD(netmkt_relationship, answers, 64, 8);
FIELD(netmkt_relationship, tenure_days, 72, 8);
FIELD(netmkt_relationship, gap_days, 80, 8);
FIELD(netmkt_relationship, idle_days, 88, 8);
FIELD(netmkt_relationship, wait_hours, 96, 8);
FIELD(netmkt_relationship, acts, 104, 8);
FIELD(netmkt_relationship, messages, 112, 8);
FIELD(netmkt_relationship, requests, 120, 8);
FIELD(netmkt_relationship, channels, 128, 4);
FIELD(netmkt_relationship, permissions, 132, 4);
SIZE(netmkt_profile, 368);
FIELD(netmkt_profile, struct_size, 0, 4);
FIELD(netmkt_profile, best_hour, 4, 4);
FIELD(netmkt_profile, best_weekday, 8, 4);
FIELD(netmkt_profile, channels, 12, 4);
FIELD(netmkt_profile, customer, 16, 8);
FIELD(netmkt_profile, as_of_ms, 24, 8);
FIELD(netmkt_profile, pull_share, 32, 8);
FIELD(netmkt_profile, reciprocity, 40, 8);
FIELD(netmkt_profile, one_to_one_share, 48, 8);
FIELD(netmkt_profile, two_way_share, 56, 8);
FIELD(netmkt_profile, contacts, 64, 8);
FIELD(netmkt_profile, started, 72, 8);
FIELD(netmkt_profile, acts, 80, 8);
FIELD(netmkt_profile, messages, 88, 8);
FIELD(netmkt_profile, with_channel, 96, 8);
FIELD(netmkt_profile, one_to_one, 104, 8);
FIELD(netmkt_profile, two_way, 112, 8);
FIELD(netmkt_profile, hours, 120, 192);
FIELD(netmkt_profile, weekdays, 312, 56);

SIZE(netmkt_bass, 184);
FIELD(netmkt_bass, struct_size, 0, 4);
FIELD(netmkt_bass, ended, 4, 4);
FIELD(netmkt_bass, stage, 8, 4);
FIELD(netmkt_bass, periods, 12, 4);
FIELD(netmkt_bass, p, 16, 8);
FIELD(netmkt_bass, q, 24, 8);
FIELD(netmkt_bass, m, 32, 8);
FIELD(netmkt_bass, p_error, 40, 8);
FIELD(netmkt_bass, q_error, 48, 8);
FIELD(netmkt_bass, m_error, 56, 8);
FIELD(netmkt_bass, covariance, 64, 72);
FIELD(netmkt_bass, residual, 136, 8);
FIELD(netmkt_bass, adopted, 144, 8);
FIELD(netmkt_bass, introduction_end, 152, 8);
FIELD(netmkt_bass, peak, 160, 8);
FIELD(netmkt_bass, maturity_end, 168, 8);
FIELD(netmkt_bass, peak_count, 176, 8);

SIZE(netmkt_cohort_options, 24);
FIELD(netmkt_cohort_options, struct_size, 0, 4);
FIELD(netmkt_cohort_options, flags, 4, 4);
FIELD(netmkt_cohort_options, by, 8, 4);
FIELD(netmkt_cohort_options, period, 12, 4);
FIELD(netmkt_cohort_options, ages, 16, 4);
FIELD(netmkt_cohort_options, reserved, 20, 4);

SIZE(netmkt_promoters, 56);
FIELD(netmkt_promoters, struct_size, 0, 4);
FIELD(netmkt_promoters, reserved, 4, 4);
FIELD(netmkt_promoters, promoters, 8, 8);
FIELD(netmkt_promoters, passives, 16, 8);
FIELD(netmkt_promoters, detractors, 24, 8);
FIELD(netmkt_promoters, score, 32, 8);
FIELD(netmkt_promoters, low, 40, 8);
FIELD(netmkt_promoters, high, 48, 8);
SIZE(netmkt_concentration, 96);
FIELD(netmkt_concentration, struct_size, 0, 4);
FIELD(netmkt_concentration, reserved, 4, 4);
FIELD(netmkt_concentration, customers, 8, 8);
FIELD(netmkt_concentration, negative, 16, 8);
FIELD(netmkt_concentration, total, 24, 8);
FIELD(netmkt_concentration, gained, 32, 8);
FIELD(netmkt_concentration, lost, 40, 8);
FIELD(netmkt_concentration, gini, 48, 8);
FIELD(netmkt_concentration, top_20, 56, 8);
FIELD(netmkt_concentration, top_30, 64, 8);
FIELD(netmkt_concentration, customers_for_80, 72, 8);
FIELD(netmkt_concentration, share_for_80, 80, 8);
FIELD(netmkt_concentration, peak, 88, 8);
SIZE(netmkt_validation_figures, 88);
FIELD(netmkt_validation_figures, struct_size, 0, 4);
FIELD(netmkt_validation_figures, reserved, 4, 4);
FIELD(netmkt_validation_figures, customers, 8, 8);
FIELD(netmkt_validation_figures, actual, 16, 8);
FIELD(netmkt_validation_figures, predicted, 24, 8);
FIELD(netmkt_validation_figures, mae, 32, 8);
FIELD(netmkt_validation_figures, rmse, 40, 8);
FIELD(netmkt_validation_figures, bias, 48, 8);
FIELD(netmkt_validation_figures, correlation, 56, 8);
FIELD(netmkt_validation_figures, rank_correlation, 64, 8);
FIELD(netmkt_validation_figures, top_decile, 72, 8);
FIELD(netmkt_validation_figures, top_decile_best, 80, 8);
SIZE(netmkt_readiness_rule_description, 24);
FIELD(netmkt_readiness_rule_description, struct_size, 0, 4);
FIELD(netmkt_readiness_rule_description, stage, 4, 4);
FIELD(netmkt_readiness_rule_description, meaning, 8, 8);
FIELD(netmkt_readiness_rule_description, condition, 16, 8);
SIZE(netmkt_rfm_cuts, 32);
FIELD(netmkt_rfm_cuts, struct_size, 0, 4);
FIELD(netmkt_rfm_cuts, count, 4, 4);
FIELD(netmkt_rfm_cuts, idle, 8, 8);
FIELD(netmkt_rfm_cuts, frequency, 16, 8);
FIELD(netmkt_rfm_cuts, money, 24, 8);
SIZE(netmkt_import_options, 24);
FIELD(netmkt_import_options, struct_size, 0, 4);
FIELD(netmkt_import_options, flags, 4, 4);
FIELD(netmkt_import_options, utc_offset_minutes, 8, 4);
FIELD(netmkt_import_options, threads, 12, 4);
FIELD(netmkt_import_options, kind, 16, 2);
FIELD(netmkt_import_options, channel, 18, 2);
FIELD(netmkt_import_options, delimiter, 20, 1);
FIELD(netmkt_import_options, reserved, 21, 3);
SIZE(netmkt_import_report, 104);
FIELD(netmkt_import_report, struct_size, 0, 4);
FIELD(netmkt_import_report, reserved, 4, 4);
FIELD(netmkt_import_report, bytes, 8, 8);
FIELD(netmkt_import_report, rows, 16, 8);
FIELD(netmkt_import_report, events, 24, 8);
FIELD(netmkt_import_report, orders, 32, 8);
FIELD(netmkt_import_report, returns, 40, 8);
FIELD(netmkt_import_report, repeated, 48, 8);
FIELD(netmkt_import_report, new_customers, 56, 8);
FIELD(netmkt_import_report, customers, 64, 8);
FIELD(netmkt_import_report, left_out, 72, 8);
FIELD(netmkt_import_report, skipped, 80, 8);
FIELD(netmkt_import_report, without_customer, 88, 8);
FIELD(netmkt_import_report, rounded, 96, 8);
SIZE(netmkt_fit, 88);
FIELD(netmkt_fit, struct_size, 0, 4);
FIELD(netmkt_fit, model, 4, 4);
FIELD(netmkt_fit, ended, 8, 4);
FIELD(netmkt_fit, parameters, 12, 4);
FIELD(netmkt_fit, log_likelihood, 16, 8);
FIELD(netmkt_fit, aic, 24, 8);
FIELD(netmkt_fit, bic, 32, 8);
FIELD(netmkt_fit, customers, 40, 8);
FIELD(netmkt_fit, left_out, 48, 8);
FIELD(netmkt_fit, distinct, 56, 8);
FIELD(netmkt_fit, iterations, 64, 4);
FIELD(netmkt_fit, reserved, 68, 4);
FIELD(netmkt_fit, unit_days, 72, 8);
FIELD(netmkt_fit, correlation, 80, 8);
SIZE(netmkt_simulation_options, 32);
FIELD(netmkt_simulation_options, struct_size, 0, 4);
FIELD(netmkt_simulation_options, days, 4, 4);
FIELD(netmkt_simulation_options, customers, 8, 8);
FIELD(netmkt_simulation_options, seed, 16, 8);
FIELD(netmkt_simulation_options, start_ms, 24, 8);
SIZE(netmkt_stage, 136);
FIELD(netmkt_stage, struct_size, 0, 4);
FIELD(netmkt_stage, lifecycle, 4, 4);
FIELD(netmkt_stage, customer, 8, 8);
FIELD(netmkt_stage, as_of_ms, 16, 8);
FIELD(netmkt_stage, p_introduction, 24, 8);
FIELD(netmkt_stage, p_growth, 32, 8);
FIELD(netmkt_stage, p_maturity, 40, 8);
FIELD(netmkt_stage, p_decline, 48, 8);
FIELD(netmkt_stage, p_active, 56, 8);
FIELD(netmkt_stage, age_days, 64, 8);
FIELD(netmkt_stage, window_days, 72, 8);
FIELD(netmkt_stage, before_days, 80, 8);
FIELD(netmkt_stage, rate_recent, 88, 8);
FIELD(netmkt_stage, rate_before, 96, 8);
FIELD(netmkt_stage, days_recent, 104, 4);
FIELD(netmkt_stage, days_before, 108, 4);
FIELD(netmkt_stage, readiness, 112, 4);
FIELD(netmkt_stage, rule, 116, 4);
FIELD(netmkt_stage, evidence_ms, 120, 8);
FIELD(netmkt_stage, evidence_kind, 128, 2);
FIELD(netmkt_stage, evidence_channel, 130, 2);
FIELD(netmkt_stage, evidence_count, 132, 4);
SIZE(netmkt_stage_columns, 96);
FIELD(netmkt_stage_columns, struct_size, 0, 4);
FIELD(netmkt_stage_columns, reserved, 4, 4);
FIELD(netmkt_stage_columns, lifecycle, 8, 8);
FIELD(netmkt_stage_columns, readiness, 16, 8);
FIELD(netmkt_stage_columns, rule, 24, 8);
FIELD(netmkt_stage_columns, p_introduction, 32, 8);
FIELD(netmkt_stage_columns, p_growth, 40, 8);
FIELD(netmkt_stage_columns, p_maturity, 48, 8);
FIELD(netmkt_stage_columns, p_decline, 56, 8);
FIELD(netmkt_stage_columns, p_active, 64, 8);
FIELD(netmkt_stage_columns, rate_recent, 72, 8);
FIELD(netmkt_stage_columns, rate_before, 80, 8);
FIELD(netmkt_stage_columns, evidence_ms, 88, 8);
SIZE(netmkt_value, 96);
FIELD(netmkt_value, struct_size, 0, 4);
FIELD(netmkt_value, reserved, 4, 4);
FIELD(netmkt_value, customer, 8, 8);
FIELD(netmkt_value, x, 16, 8);
FIELD(netmkt_value, t_x, 24, 8);
FIELD(netmkt_value, T, 32, 8);
FIELD(netmkt_value, m, 40, 8);
FIELD(netmkt_value, p_alive, 48, 8);
FIELD(netmkt_value, expected_purchases, 56, 8);
FIELD(netmkt_value, expected_spend, 64, 8);
FIELD(netmkt_value, clv, 72, 8);
FIELD(netmkt_value, revenue, 80, 8);
FIELD(netmkt_value, margin, 88, 8);
#endif

CONSTANT(NETMKT_OK, 0);
CONSTANT(NETMKT_DONE, 1);
CONSTANT(NETMKT_E_INVALID, -1);
CONSTANT(NETMKT_E_NOMEM, -2);
CONSTANT(NETMKT_E_IO, -3);
CONSTANT(NETMKT_E_LOCKED, -4);
CONSTANT(NETMKT_E_CORRUPT, -5);
CONSTANT(NETMKT_E_FORMAT, -6);
CONSTANT(NETMKT_E_VERSION, -7);
CONSTANT(NETMKT_E_NOT_FOUND, -8);
CONSTANT(NETMKT_E_EXISTS, -9);
CONSTANT(NETMKT_E_RANGE, -10);
CONSTANT(NETMKT_E_READ_ONLY, -11);
CONSTANT(NETMKT_E_STATE, -12);
CONSTANT(NETMKT_E_DATA, -13);
CONSTANT(NETMKT_E_CONVERGE, -14);
CONSTANT(NETMKT_E_UNSUPPORTED, -15);
CONSTANT(NETMKT_E_CANCELLED, -16);
CONSTANT(NETMKT_LOG_ERROR, 1);
CONSTANT(NETMKT_LOG_WARNING, 2);
CONSTANT(NETMKT_LOG_INFO, 3);
CONSTANT(NETMKT_IO_READ, 1);
CONSTANT(NETMKT_IO_WRITE, 2);
CONSTANT(NETMKT_IO_CREATE, 4);
CONSTANT(NETMKT_IO_EXCLUSIVE, 8);
CONSTANT(NETMKT_STORE_READ_ONLY, 1);
CONSTANT(NETMKT_STORE_MUST_EXIST, 2);
CONSTANT(NETMKT_STORE_MUST_CREATE, 4);
CONSTANT(NETMKT_STORE_NO_AUTO_CHECKPOINT, 8);
CONSTANT(NETMKT_CHANNEL_SEM, 1);
CONSTANT(NETMKT_CHANNEL_SEO, 2);
CONSTANT(NETMKT_CHANNEL_FORUM, 3);
CONSTANT(NETMKT_CHANNEL_BLOG, 4);
CONSTANT(NETMKT_CHANNEL_MICROBLOG, 5);
CONSTANT(NETMKT_CHANNEL_NEWS, 6);
CONSTANT(NETMKT_CHANNEL_B2B, 7);
CONSTANT(NETMKT_CHANNEL_IM, 8);
CONSTANT(NETMKT_CHANNEL_EBOOK, 9);
CONSTANT(NETMKT_CHANNEL_EMAIL, 10);
CONSTANT(NETMKT_CHANNEL_ADVERTISING, 11);
CONSTANT(NETMKT_CHANNEL_AFFILIATE, 12);
CONSTANT(NETMKT_CHANNEL_RSS, 13);
CONSTANT(NETMKT_CHANNEL_TOOLBAR, 14);
CONSTANT(NETMKT_CHANNEL_WEBSITE, 15);
CONSTANT(NETMKT_CHANNEL_SEARCH_ENGINE, 16);
CONSTANT(NETMKT_CHANNEL_LETTER, 17);
CONSTANT(NETMKT_CHANNEL_TELEPHONE, 18);
CONSTANT(NETMKT_CHANNEL_FACE_TO_FACE, 19);
CONSTANT(NETMKT_CHANNEL_TELEVISION, 20);
CONSTANT(NETMKT_CHANNEL_RADIO, 21);
CONSTANT(NETMKT_CHANNEL_PRESS, 22);
CONSTANT(NETMKT_CHANNEL_DIRECT, 23);
CONSTANT(NETMKT_CHANNEL_SOCIAL, 24);
CONSTANT(NETMKT_CHANNEL_SMS, 25);
CONSTANT(NETMKT_CHANNEL_APP, 26);
CONSTANT(NETMKT_CHANNEL_CUSTOM, 256);
CONSTANT(NETMKT_CHANNEL_PUSH, 1);
CONSTANT(NETMKT_CHANNEL_TWO_WAY, 2);
CONSTANT(NETMKT_CHANNEL_ONE_TO_ONE, 4);
CONSTANT(NETMKT_CHANNEL_TRADITIONAL, 8);
CONSTANT(NETMKT_CHANNEL_REAL_TIME, 16);
CONSTANT(NETMKT_FUNCTION_NONE, 0);
CONSTANT(NETMKT_FUNCTION_BRAND, 1);
CONSTANT(NETMKT_FUNCTION_WEBSITE_PROMOTION, 2);
CONSTANT(NETMKT_FUNCTION_INFORMATION_RELEASE, 3);
CONSTANT(NETMKT_FUNCTION_SALES_PROMOTION, 4);
CONSTANT(NETMKT_FUNCTION_ONLINE_SALES, 5);
CONSTANT(NETMKT_FUNCTION_CUSTOMER_SERVICE, 6);
CONSTANT(NETMKT_FUNCTION_CUSTOMER_RELATIONSHIP, 7);
CONSTANT(NETMKT_FUNCTION_ONLINE_RESEARCH, 8);
CONSTANT(NETMKT_TYPE_INT, 1);
CONSTANT(NETMKT_TYPE_REAL, 2);
CONSTANT(NETMKT_TYPE_TEXT, 3);
CONSTANT(NETMKT_TYPE_TIME, 4);
CONSTANT(NETMKT_TYPE_BOOL, 5);
CONSTANT(NETMKT_PERSONAL_UNSAID, 0);
CONSTANT(NETMKT_PERSONAL_YES, 1);
CONSTANT(NETMKT_PERSONAL_NO, 2);
CONSTANT(NETMKT_ATTRIBUTE_NAME, 1);
CONSTANT(NETMKT_ATTRIBUTE_EMAIL, 2);
CONSTANT(NETMKT_ATTRIBUTE_PHONE, 3);
CONSTANT(NETMKT_ATTRIBUTE_COUNTRY, 4);
CONSTANT(NETMKT_ATTRIBUTE_REGION, 5);
CONSTANT(NETMKT_ATTRIBUTE_CITY, 6);
CONSTANT(NETMKT_ATTRIBUTE_POSTAL_CODE, 7);
CONSTANT(NETMKT_ATTRIBUTE_LANGUAGE, 8);
CONSTANT(NETMKT_ATTRIBUTE_BIRTH_YEAR, 9);
CONSTANT(NETMKT_ATTRIBUTE_GENDER, 10);
CONSTANT(NETMKT_ATTRIBUTE_INCOME, 11);
CONSTANT(NETMKT_ATTRIBUTE_OCCUPATION, 12);
CONSTANT(NETMKT_ATTRIBUTE_EDUCATION, 13);
CONSTANT(NETMKT_ATTRIBUTE_INTERESTS, 14);
CONSTANT(NETMKT_ATTRIBUTE_COMPANY, 15);
CONSTANT(NETMKT_ATTRIBUTE_UTC_OFFSET, 16);
CONSTANT(NETMKT_ATTRIBUTE_ACQUIRED_CHANNEL, 17);
CONSTANT(NETMKT_ATTRIBUTE_ACQUIRED_CAMPAIGN, 18);
CONSTANT(NETMKT_ATTRIBUTE_SINCE, 19);
CONSTANT(NETMKT_ATTRIBUTE_CUSTOM, 256);
CONSTANT(NETMKT_ERASE_KEEP_EVENTS, 1);
CONSTANT(NETMKT_KIND_IMPRESSION, 1);
CONSTANT(NETMKT_KIND_MESSAGE, 2);
CONSTANT(NETMKT_KIND_OPEN, 3);
CONSTANT(NETMKT_KIND_CLICK, 4);
CONSTANT(NETMKT_KIND_VISIT, 5);
CONSTANT(NETMKT_KIND_VIEW, 6);
CONSTANT(NETMKT_KIND_SEARCH, 7);
CONSTANT(NETMKT_KIND_INQUIRY, 8);
CONSTANT(NETMKT_KIND_REPLY, 9);
CONSTANT(NETMKT_KIND_REGISTER, 10);
CONSTANT(NETMKT_KIND_SUBSCRIBE, 11);
CONSTANT(NETMKT_KIND_UNSUBSCRIBE, 12);
CONSTANT(NETMKT_KIND_DOWNLOAD, 13);
CONSTANT(NETMKT_KIND_CART, 14);
CONSTANT(NETMKT_KIND_ORDER, 15);
CONSTANT(NETMKT_KIND_PAYMENT, 16);
CONSTANT(NETMKT_KIND_DELIVERY, 17);
CONSTANT(NETMKT_KIND_RETURN, 18);
CONSTANT(NETMKT_KIND_SERVICE, 19);
CONSTANT(NETMKT_KIND_RESOLUTION, 20);
CONSTANT(NETMKT_KIND_REVIEW, 21);
CONSTANT(NETMKT_KIND_SURVEY, 22);
CONSTANT(NETMKT_KIND_REFERRAL, 23);
CONSTANT(NETMKT_KIND_SHARE, 24);
CONSTANT(NETMKT_KIND_COMPLAINT, 25);
CONSTANT(NETMKT_KIND_BOUNCE, 26);
CONSTANT(NETMKT_SEGMENT_NO, 0);
CONSTANT(NETMKT_SEGMENT_YES, 1);
CONSTANT(NETMKT_SEGMENT_UNKNOWN, 2);
CONSTANT(NETMKT_KIND_CUSTOM, 256);
CONSTANT(NETMKT_INITIATOR_DEFAULT, 0);
CONSTANT(NETMKT_INITIATOR_CUSTOMER, 1);
CONSTANT(NETMKT_INITIATOR_BUSINESS, 2);
CONSTANT(NETMKT_INITIATOR_THIRD, 3);
CONSTANT(NETMKT_SETTING_REAL, 1);
CONSTANT(NETMKT_SETTING_INT, 2);
CONSTANT(NETMKT_COLUMN_INT, 1);
CONSTANT(NETMKT_COLUMN_REAL, 2);
CONSTANT(NETMKT_COLUMN_TEXT, 3);
CONSTANT(NETMKT_COLUMN_TIME, 4);
CONSTANT(NETMKT_COLUMN_MONEY, 5);
CONSTANT(NETMKT_FORMAT_TEXT, 1);
CONSTANT(NETMKT_RESPONSE_ALL, 0);
CONSTANT(NETMKT_RESPONSE_CHANNEL, 1);
CONSTANT(NETMKT_RESPONSE_KIND, 2);
CONSTANT(NETMKT_RESPONSE_HOUR, 3);
CONSTANT(NETMKT_RESPONSE_WEEKDAY, 4);
CONSTANT(NETMKT_RESPONSE_MONTH, 5);
CONSTANT(NETMKT_PERIOD_DAY, 1);
CONSTANT(NETMKT_PERIOD_WEEK, 2);
CONSTANT(NETMKT_PERIOD_MONTH, 3);
CONSTANT(NETMKT_PERIOD_QUARTER, 4);
CONSTANT(NETMKT_PERIOD_YEAR, 5);
CONSTANT(NETMKT_COHORT_PERIOD, 0);
CONSTANT(NETMKT_COHORT_CHANNEL, 1);
CONSTANT(NETMKT_COHORT_CAMPAIGN, 2);
CONSTANT(NETMKT_COHORT_ALL, 3);
CONSTANT(NETMKT_COHORT_FROM_ORDER, 1);
CONSTANT(NETMKT_COHORT_BY_ORDERS, 2);
CONSTANT(NETMKT_FUNNEL_ALL, 0);
CONSTANT(NETMKT_FUNNEL_CHANNEL, 1);
CONSTANT(NETMKT_FUNNEL_CAMPAIGN, 2);
CONSTANT(NETMKT_FUNNEL_MONTH, 3);
CONSTANT(NETMKT_BASS_CONVERGED, 1);
CONSTANT(NETMKT_BASS_UNCERTAIN, 2);
CONSTANT(NETMKT_BASS_BOUNDARY, 3);
CONSTANT(NETMKT_ADOPTION_AUDIENCE, 0);
CONSTANT(NETMKT_ADOPTION_ORDER, 1);
CONSTANT(NETMKT_ADOPTION_CHANNEL, 2);
CONSTANT(NETMKT_ADOPTION_CAMPAIGN, 3);
CONSTANT(NETMKT_ADOPTION_OFFER, 4);
CONSTANT(NETMKT_FORMAT_CSV, 2);
CONSTANT(NETMKT_FORMAT_JSON, 3);
CONSTANT(NETMKT_WORTH_REVENUE, 1);
CONSTANT(NETMKT_WORTH_MARGIN, 2);
CONSTANT(NETMKT_WORTH_CLV, 3);
CONSTANT(NETMKT_TIERS_BY_RANK, 1);
CONSTANT(NETMKT_TIERS_BY_VALUE, 2);
CONSTANT(NETMKT_VALIDATION_FREQUENCY, 1);
CONSTANT(NETMKT_VALIDATION_RECENCY, 2);
CONSTANT(NETMKT_VALIDATION_TRACKING, 3);
CONSTANT(NETMKT_VALIDATION_CUSTOMERS, 4);
CONSTANT(NETMKT_PART_PRODUCT, 0);
CONSTANT(NETMKT_PART_SERVICE, 1);
CONSTANT(NETMKT_PART_PERSONNEL, 2);
CONSTANT(NETMKT_PART_IMAGE, 3);
CONSTANT(NETMKT_PART_MONEY, 4);
CONSTANT(NETMKT_PART_TIME, 5);
CONSTANT(NETMKT_PART_ENERGY, 6);
CONSTANT(NETMKT_PART_PSYCHIC, 7);
CONSTANT(NETMKT_IMPORT_SKIP, 1);
CONSTANT(NETMKT_IMPORT_REGISTER, 2);
CONSTANT(NETMKT_IMPORT_PERSONAL, 4);
CONSTANT(NETMKT_SPEND_ADD, 1);
CONSTANT(NETMKT_SPEND_REGISTER, 2);
CONSTANT(NETMKT_SPEND_DAY_MIN, -719162);
CONSTANT(NETMKT_SPEND_DAY_MAX, 2932896);
CONSTANT(NETMKT_ATTRIBUTION_FIRST, 1);
CONSTANT(NETMKT_ATTRIBUTION_LAST, 2);
CONSTANT(NETMKT_ATTRIBUTION_LAST_NON_DIRECT, 3);
CONSTANT(NETMKT_ATTRIBUTION_LINEAR, 4);
CONSTANT(NETMKT_ATTRIBUTION_POSITION, 5);
CONSTANT(NETMKT_ATTRIBUTION_TIME_DECAY, 6);
CONSTANT(NETMKT_ATTRIBUTION_MARKOV, 7);
CONSTANT(NETMKT_ATTRIBUTION_SHAPLEY, 8);
CONSTANT(NETMKT_ATTRIBUTION_SHAPLEY_RATE, 9);
CONSTANT(NETMKT_MODEL_BGNBD, 1);
CONSTANT(NETMKT_MODEL_MBGNBD, 2);
CONSTANT(NETMKT_MODEL_PARETONBD, 3);
CONSTANT(NETMKT_MODEL_BGBB, 4);
CONSTANT(NETMKT_MODEL_GAMMAGAMMA, 5);
CONSTANT(NETMKT_FIT_GIVEN, 0);
CONSTANT(NETMKT_FIT_CONVERGED, 1);
CONSTANT(NETMKT_FIT_BOUNDARY, 2);
CONSTANT(NETMKT_LIFECYCLE_NONE, 0);
CONSTANT(NETMKT_LIFECYCLE_INTRODUCTION, 1);
CONSTANT(NETMKT_LIFECYCLE_GROWTH, 2);
CONSTANT(NETMKT_LIFECYCLE_MATURITY, 3);
CONSTANT(NETMKT_LIFECYCLE_DECLINE, 4);
CONSTANT(NETMKT_READINESS_UNAWARE, 0);
CONSTANT(NETMKT_READINESS_KNOW, 1);
CONSTANT(NETMKT_READINESS_TRUST, 2);
CONSTANT(NETMKT_READINESS_LIKE, 3);
CONSTANT(NETMKT_READINESS_BUY, 4);
CONSTANT(NETMKT_READINESS_LOYAL, 5);
CONSTANT(NETMKT_READINESS_ADVOCATE, 6);
CONSTANT(NETMKT_STAGE_NOBODY, 255);
CONSTANT(NETMKT_NO_RATING, INT32_MIN);
CONSTANT(NETMKT_TIME_MIN, -62135596800000);
CONSTANT(NETMKT_TIME_MAX, 253402300799999);
CONSTANT(NETMKT_LATEST, INT64_MAX);

/* Every init function fills the size that this header has, so that the library knows the caller's layout. */
START_TEST(init_functions_fill_the_size)
{
    {
        netmkt_context_options record;

        memset(&record, 0xa5, sizeof record);
        netmkt_context_options_init(&record);
        ck_assert_uint_eq(record.struct_size, sizeof record);
        netmkt_context_options_init(NULL);
    }
    {
        netmkt_store_options record;

        memset(&record, 0xa5, sizeof record);
        netmkt_store_options_init(&record);
        ck_assert_uint_eq(record.struct_size, sizeof record);
        netmkt_store_options_init(NULL);
    }
    {
        netmkt_event record;

        memset(&record, 0xa5, sizeof record);
        netmkt_event_init(&record);
        ck_assert_uint_eq(record.struct_size, sizeof record);
        netmkt_event_init(NULL);
    }
    {
        netmkt_event_filter record;

        memset(&record, 0xa5, sizeof record);
        netmkt_event_filter_init(&record);
        ck_assert_uint_eq(record.struct_size, sizeof record);
        netmkt_event_filter_init(NULL);
    }
    {
        netmkt_kind record;

        memset(&record, 0xa5, sizeof record);
        netmkt_kind_init(&record);
        ck_assert_uint_eq(record.struct_size, sizeof record);
        netmkt_kind_init(NULL);
    }
    {
        netmkt_campaign record;

        memset(&record, 0xa5, sizeof record);
        netmkt_campaign_init(&record);
        ck_assert_uint_eq(record.struct_size, sizeof record);
        netmkt_campaign_init(NULL);
    }
    {
        netmkt_offer record;

        memset(&record, 0xa5, sizeof record);
        netmkt_offer_init(&record);
        ck_assert_uint_eq(record.struct_size, sizeof record);
        netmkt_offer_init(NULL);
    }
    {
        netmkt_spend record;

        memset(&record, 0xa5, sizeof record);
        netmkt_spend_init(&record);
        ck_assert_uint_eq(record.struct_size, sizeof record);
        netmkt_spend_init(NULL);
    }
    {
        netmkt_import_options record;

        memset(&record, 0xa5, sizeof record);
        netmkt_import_options_init(&record);
        ck_assert_uint_eq(record.struct_size, sizeof record);
        netmkt_import_options_init(NULL);
    }
    {
        netmkt_simulation_options record;

        memset(&record, 0xa5, sizeof record);
        netmkt_simulation_options_init(&record);
        ck_assert_uint_eq(record.struct_size, sizeof record);
        netmkt_simulation_options_init(NULL);
    }
    {
        netmkt_io record;

        memset(&record, 0xa5, sizeof record);
        netmkt_io_init(&record);
        ck_assert_uint_eq(record.struct_size, sizeof record);
        netmkt_io_init(NULL);
    }
}
END_TEST

START_TEST(header_and_library_are_of_one_version)
{
    char text[32];

    ck_assert_uint_eq(netmkt_version_number(), NETMKT_VERSION_NUMBER);
    snprintf(text, sizeof text, "%d.%d.%d", NETMKT_VERSION_MAJOR, NETMKT_VERSION_MINOR, NETMKT_VERSION_PATCH);
    ck_assert_str_eq(netmkt_version(), text);
    ck_assert_uint_eq(NETMKT_VERSION_NUMBER, NETMKT_VERSION_MAJOR * 10000 + NETMKT_VERSION_MINOR * 100 + NETMKT_VERSION_PATCH);
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("abi");
    TCase *tests = tcase_create("layout");

    tcase_add_test(tests, init_functions_fill_the_size);
    tcase_add_test(tests, header_and_library_are_of_one_version);
    suite_add_tcase(suite, tests);
    return suite;
}
