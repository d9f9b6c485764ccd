/* netmkt help: the list of commands, or the help of one. */
#include <string.h>

#include "commands.h"
#include "common.h"

static void list_commands(void)
{
    const struct command *command;
    int width = 0;

    for (size_t i = 0; (command = command_at(i)) != NULL; i++)
        width = (int)strlen(command->name) > width ? (int)strlen(command->name) : width;
    puts("netmkt: in which stage is each customer, what is each worth, which channels earn their money?\n\n"
         "usage: netmkt COMMAND [operands] [options]\n");
    for (size_t i = 0; (command = command_at(i)) != NULL; i++)
        printf("  %-*s  %s\n", width, command->name, command->brief);
    puts("\n'netmkt help COMMAND' describes one. Answers go to standard output, messages to standard error;\n"
         "exit status 0: done, 1: failed, 2: wrong command line.");
}

static int run(const struct arguments *arguments)
{
    const struct command *command;

    if (arguments->operand_count == 0) {
        list_commands();
        return STATUS_GOOD;
    }
    command = command_by_name(arguments->operands[0]);
    if (command == NULL)
        return STATUS_USAGE;
    command_help(command, stdout);
    return STATUS_GOOD;
}

const struct command command_help_ = {
    .name = "help",
    .operands = "[COMMAND]",
    .most = 1,
    .brief = "List the commands, or describe one.",
    .run = run,
};
