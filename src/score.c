/* netmkt score: a filter from customers' summaries to their scores, for those who keep their data elsewhere. */
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "models.h"
#include "summaries.h"

enum { ROWS_A_BATCH = 8192, SCORES = 5, NUMBER_MOST = 32 };

struct scoring {
    struct session session;
    netmkt_model *purchase, *spend; /* spend NULL: no money asked for */
    double horizon;
    uint32_t threads;
    struct summaries summaries;
    struct batch batch;
    double score[SCORES][ROWS_A_BATCH]; /* in the order of the answer's columns */
    bool headed;                        /* the header is written */
};

static int read_purchase_model(struct scoring *s)
{
    const struct arguments *arguments = s->session.arguments;
    int32_t kind = 0;
    int status;

    if (option_given(arguments, "parameters") == option_given(arguments, "purchase-model"))
        return usage_error(arguments->command, "needs either --purchase-model FILE or --parameters, such as r=0.243,alpha=4.414,a=0.793,b=2.426");
    if (option_given(arguments, "purchase-model") && option_given(arguments, "model"))
        return usage_error(arguments->command, "--model is for --parameters; the file of --purchase-model says which model it is");
    if (option_given(arguments, "purchase-model") && option_given(arguments, "unit"))
        return usage_error(arguments->command, "--unit is for --parameters; the file of --purchase-model has its own");
    if (option_given(arguments, "purchase-model"))
        return model_from_file(arguments, "purchase-model", false, &s->purchase);
    status = model_option(arguments, NETMKT_MODEL_BGNBD, &kind);
    if (status == STATUS_GOOD && kind == NETMKT_MODEL_GAMMAGAMMA)
        status = usage_error(arguments->command, "--model is a purchase model; give the spend model's parameters with --spend");
    return status == STATUS_GOOD ? model_from_parameters(&s->session, "parameters", kind, &s->purchase) : status;
}

static int read_spend_model(struct scoring *s)
{
    const struct arguments *arguments = s->session.arguments;

    if (option_given(arguments, "spend") && option_given(arguments, "spend-model"))
        return usage_error(arguments->command, "--spend and --spend-model say the same; give one of them");
    if (option_given(arguments, "spend-model"))
        return model_from_file(arguments, "spend-model", true, &s->spend);
    return option_given(arguments, "spend") ? model_from_parameters(&s->session, "spend", NETMKT_MODEL_GAMMAGAMMA, &s->spend) : STATUS_GOOD;
}

static int begin(struct scoring *s, const struct arguments *arguments)
{
    double threads = 1.0;
    int status = session_begin(&s->session, arguments);

    if (status == STATUS_GOOD)
        status = setting_option(&s->session, "horizon", "value.horizon");
    if (status == STATUS_GOOD)
        status = setting_option(&s->session, "discount", "value.discount_rate");
    if (status == STATUS_GOOD)
        status = setting_option(&s->session, "margin", "value.margin");
    if (status == STATUS_GOOD)
        status = read_purchase_model(s);
    if (status == STATUS_GOOD)
        status = read_spend_model(s);
    if (status != STATUS_GOOD)
        return status;
    (void)netmkt_settings_get_real(s->session.settings, "value.horizon", &s->horizon);
    (void)netmkt_settings_get_real(s->session.settings, "run.threads", &threads);
    s->threads = (uint32_t)threads;
    status = summaries_open(&s->summaries, "-");
    if (status == STATUS_GOOD && !(s->summaries.has_customer && s->summaries.has[COLUMN_T_X] && s->summaries.has[COLUMN_T]))
        status = fail("%s: the header needs the columns customer, x, t_x and T (or frequency, recency, T)", s->summaries.name);
    if (status == STATUS_GOOD && s->spend != NULL && !s->summaries.has[COLUMN_M])
        status = fail("%s: a spend model needs a column m (or monetary), the mean spend of a repeat purchase", s->summaries.name);
    return status;
}

static int score_batch(struct scoring *s)
{
    struct batch *b = &s->batch;
    double *const *c = b->column;

    if (netmkt_model_score(s->purchase, s->threads, b->count, c[COLUMN_X], c[COLUMN_T_X], c[COLUMN_T], s->horizon, s->score[0], s->score[1],
                           s->score[2]) != NETMKT_OK)
        return summaries_fail(&s->summaries, b);
    if (s->spend == NULL)
        return STATUS_GOOD;
    if (netmkt_model_spend(s->spend, b->count, c[COLUMN_X], c[COLUMN_M], NULL, s->score[3]) != NETMKT_OK ||
        netmkt_model_clv(s->purchase, s->spend, s->session.settings, b->count, c[COLUMN_X], c[COLUMN_T_X], c[COLUMN_T], c[COLUMN_M], NULL,
                         s->score[4]) != NETMKT_OK)
        return summaries_fail(&s->summaries, b);
    return STATUS_GOOD;
}

static int write_batch(struct scoring *s)
{
    size_t scores = s->spend != NULL ? SCORES : SCORES - 2, from = 0;

    if (!s->headed)
        printf("customer,log_likelihood,p_alive,expected_purchases%s\n", s->spend != NULL ? ",expected_spend,clv" : "");
    s->headed = true;
    for (size_t row = 0; row < s->batch.count; row++) {
        char line[SCORES * (NUMBER_MOST + 1) + 2];
        size_t length = 0;

        for (size_t k = 0; k < scores; k++)
            length += (size_t)snprintf(line + length, sizeof line - length, ",%.17g", s->score[k][row]);
        line[length++] = '\n';
        if (fwrite(s->batch.customers + from, 1, s->batch.customer_end[row] - from, stdout) != s->batch.customer_end[row] - from ||
            fwrite(line, 1, length, stdout) != length)
            return STATUS_FAILED; /* finish_output() says why */
        from = s->batch.customer_end[row];
    }
    return STATUS_GOOD;
}

static int run(const struct arguments *arguments)
{
    struct scoring *s = calloc(1, sizeof *s);
    int status = s != NULL ? begin(s, arguments) : fail("out of memory");

    while (status == STATUS_GOOD) {
        status = summaries_read(&s->summaries, ROWS_A_BATCH, false, &s->batch);
        if (status == STATUS_GOOD && s->batch.count == 0 && s->headed)
            break;
        if (status == STATUS_GOOD)
            status = score_batch(s);
        if (status == STATUS_GOOD)
            status = write_batch(s);
    }
    if (s != NULL) {
        summaries_close(&s->summaries);
        batch_free(&s->batch);
        netmkt_model_free(s->purchase);
        netmkt_model_free(s->spend);
        session_close(&s->session);
    }
    free(s);
    return status;
}

const struct command command_score = {
    .name = "score",
    .operands = "",
    .shared = SHARE_UNIT | SHARE_THREADS,
    .options = (const struct option[]){{"model", "NAME", "Purchase model: bgnbd (default), mbgnbd, paretonbd or bgbb."},
                                       {"parameters", "LIST", "Its parameters: r=N,alpha=N,a=N,b=N (paretonbd: r, alpha, s, beta; bgbb: alpha, beta, gamma, delta)."},
                                       {"purchase-model", "FILE", "Instead, a model that 'netmkt fit --save FILE' wrote."},
                                       {"spend", "LIST", "Spend model, Gamma-Gamma: p=N,q=N,gamma=N; adds expected_spend and clv."},
                                       {"spend-model", "FILE", "Instead, a spend model from a file."},
                                       {"horizon", "N", "Length of the future in time units (bgbb: opportunities); default 52."},
                                       {"discount", "RATE", "Discount rate a year; default 0.1."},
                                       {"margin", "SHARE", "Share of spend that is profit; default 1."},
                                       {NULL, NULL, NULL}},
    .brief = "Score summaries on standard input with a given model: a filter.",
    .details = "Reads CSV with the columns customer, x, t_x, T (bgbb: n) and, for a spend model, m, in any order, and writes\n"
               "customer,log_likelihood,p_alive,expected_purchases[,expected_spend,clv] in the order of the input.",
    .run = run,
};
