/* The commands: one file each, described by one table entry. */
#ifndef NETMKT_TOOL_COMMANDS_H
#define NETMKT_TOOL_COMMANDS_H

#include "options.h"

extern const struct command
    command_allocate,
    command_attribute,
    command_attributes,
    command_brand,
    command_channels,
    command_check,
    command_cohort,
    command_concentration,
    command_consent,
    command_curves,
    command_customer,
    command_customers,
    command_delivered,
    command_demo,
    command_diffusion,
    command_disclose,
    command_erase,
    command_experiment,
    command_export,
    command_fit,
    command_funnel,
    command_help_,
    command_history,
    command_import,
    command_maturity,
    command_merge,
    command_novelty,
    command_paths,
    command_permit,
    command_person,
    command_profile,
    command_recommend,
    command_recover,
    command_relationship,
    command_response,
    command_retain,
    command_returns,
    command_rfm,
    command_rules,
    command_score,
    command_settings,
    command_simulate,
    command_segment,
    command_spend,
    command_stage,
    command_summary,
    command_suppress,
    command_transitions,
    command_validate,
    command_value,
    command_version;

/* All commands in the order of the help; NULL behind the last. */
const struct command *command_at(size_t index);
/* By name; NULL with a message that names the nearest. */
const struct command *command_by_name(const char *name);

#endif
