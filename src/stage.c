/* netmkt stage: lifecycle and readiness of each customer, with the evidence. */
#include "commands.h"
#include "common.h"
#include "rules.h"

static const char *const columns[] = {"customer",   "lifecycle", "p_introduction", "p_growth",
                                      "p_maturity", "p_decline", "readiness",      "reason"};

enum { ROWS_SHOWN = 20 };

/* As text the counts come first: the question behind is mostly "how many". */
static int show_counts(const struct session *session, const netmkt_model *model)
{
    netmkt_table *counts = NULL;
    char buffer[32];
    int status;

    if (netmkt_stage_counts(session->store, model, session->settings, session->as_of, &counts) != NETMKT_OK)
        return fail_library(NULL);
    printf("Stages as of %s\n\n", moment_text(session, buffer));
    status = show_table(session, counts);
    puts("");
    netmkt_table_free(counts);
    return status;
}

static int run(const struct arguments *arguments)
{
    struct session session;
    netmkt_model *model = NULL;
    netmkt_table *table = NULL;
    int status = session_open(&session, arguments, arguments->operands[0], NETMKT_STORE_READ_ONLY);

    if (status == STATUS_GOOD)
        status = rules_option(&session);
    if (status == STATUS_GOOD && (netmkt_stage_model(session.store, session.settings, session.as_of, &model) != NETMKT_OK ||
                                  netmkt_stage_classify_all(session.store, model, session.settings, session.as_of, &table) != NETMKT_OK))
        status = fail_library(NULL);
    if (status == STATUS_GOOD && session.format == NETMKT_FORMAT_TEXT)
        status = show_counts(&session, model);
    if (status == STATUS_GOOD)
        status = show_columns(&session, table, columns, sizeof columns / sizeof columns[0], NULL, 0, rows_wanted(&session, ROWS_SHOWN));
    netmkt_table_free(table);
    netmkt_model_free(model);
    session_close(&session);
    return status;
}

const struct command command_stage = {
    .name = "stage",
    .operands = "STORE",
    .least = 1,
    .most = 1,
    .shared = SHARE_FORMAT | SHARE_MOMENT | SHARE_SETTINGS | SHARE_THREADS | SHARE_SEGMENT,
    .options = (const struct option[]){{"all", NULL, "Every customer, not only the first 20 (csv and json always have all)."},
                                       {"limit", "N", "Only the first N customers."},
                                       RULES_OPTION,
                                       {NULL, NULL, NULL}},
    .brief = "Lifecycle and readiness of each customer, with the evidence.",
    .details = "lifecycle: introduction, growth, maturity or decline, with the probability of each.\n"
               "readiness: unaware, know, trust, like, buy, loyal or advocate.\n"
               "As text the number of customers in each stage comes first.",
    .run = run,
};
