/* netmkt: the command-line tool. Answers go to standard output, messages and progress to standard error; the exit
 * status is 0, 1 after a failure, 2 for a wrong command line. */
#include <signal.h>
#include <string.h>

#include "commands.h"
#include "common.h"

static const struct command *const commands[] = {
    &command_demo,     &command_import,   &command_export,    &command_simulate, &command_spend, &command_customers, &command_customer,
    &command_segment, &command_stage, &command_history, &command_transitions, &command_rules,    &command_value,    &command_rfm,       &command_channels, &command_summary,   &command_fit,
    &command_score, &command_validate, &command_concentration, &command_delivered, &command_relationship, &command_brand,
    &command_novelty, &command_funnel, &command_cohort, &command_diffusion, &command_maturity, &command_response, &command_profile, &command_recommend, &command_consent, &command_permit,
    &command_paths, &command_attribute, &command_returns, &command_experiment, &command_curves, &command_allocate,
    &command_settings, &command_check,    &command_recover,    &command_merge,     &command_attributes, &command_person, &command_disclose, &command_suppress, &command_erase, &command_retain,    &command_help_,     &command_version,
};

enum { COMMANDS = sizeof commands / sizeof commands[0] };

const struct command *command_at(size_t index)
{
    return index < COMMANDS ? commands[index] : NULL;
}

const struct command *command_by_name(const char *name)
{
    const char *names[COMMANDS], *nearest;

    for (size_t i = 0; i < COMMANDS; i++) {
        if (strcmp(commands[i]->name, name) == 0)
            return commands[i];
        names[i] = commands[i]->name;
    }
    nearest = nearest_name(name, names, COMMANDS);
    if (nearest != NULL)
        (void)fail("unknown command \"%.64s\"; the nearest is \"%s\"", name, nearest);
    else
        (void)fail("unknown command \"%.64s\"; 'netmkt help' lists them", name);
    return NULL;
}

int main(int argc, char **argv)
{
    const struct command *command;
    struct arguments arguments;
    int status;

    (void)signal(SIGPIPE, SIG_IGN); /* a write then fails with EPIPE */
    if (argc < 2) {
        (void)fail("which command? 'netmkt help' lists them; 'netmkt demo' shows what it does");
        return STATUS_USAGE;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)
        command = &command_help_;
    else if (strcmp(argv[1], "--version") == 0)
        command = &command_version;
    else
        command = command_by_name(argv[1]);
    if (command == NULL)
        return STATUS_USAGE;
    status = arguments_read(command, argc - 2, argv + 2, &arguments);
    if (status == STATUS_GOOD && arguments.help)
        command_help(command, stdout);
    else if (status == STATUS_GOOD)
        status = command->run(&arguments);
    arguments_free(&arguments);
    return finish_output(status);
}
