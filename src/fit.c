/* netmkt fit: parameters of a model fitted to the customers of a store, or to summaries in a file. */
#include <math.h>
#include <string.h>

#include "commands.h"
#include "models.h"
#include "summaries.h"

enum { PARAMETERS_MOST = 8, FIGURES = 3, ROWS_A_BATCH = 8192 };

/* Parameters as rows; with the figures of the fit below unless `parameters_only`. */
static int make_table(const netmkt_model *model, const netmkt_fit *fit, bool parameters_only, netmkt_table **out)
{
    const char *names[PARAMETERS_MOST + FIGURES];
    double estimates[PARAMETERS_MOST + FIGURES], errors[PARAMETERS_MOST + FIGURES];
    size_t n = 0;

    while (n < fit->parameters && n < PARAMETERS_MOST) {
        names[n] = netmkt_model_parameter_name(fit->model, (uint32_t)n);
        if (names[n] == NULL || netmkt_model_parameter(model, names[n], &estimates[n], &errors[n]) != NETMKT_OK)
            return fail_library("fit");
        n++;
    }
    if (!parameters_only) {
        const double figures[FIGURES] = {fit->log_likelihood, (double)fit->customers, fit->ended == NETMKT_FIT_CONVERGED ? 1.0 : 0.0};
        static const char *const titles[FIGURES] = {"log_likelihood", "customers", "converged"};

        for (size_t i = 0; i < FIGURES; i++, n++) {
            names[n] = titles[i];
            estimates[n] = figures[i];
            errors[n] = (double)NAN;
        }
    }
    if (netmkt_table_new(NULL, n, 0, out) != NETMKT_OK || netmkt_table_add(*out, "parameter", NETMKT_COLUMN_TEXT, names) != NETMKT_OK ||
        netmkt_table_add(*out, "estimate", NETMKT_COLUMN_REAL, estimates) != NETMKT_OK ||
        netmkt_table_add(*out, "standard_error", NETMKT_COLUMN_REAL, errors) != NETMKT_OK)
        return fail_library(NULL);
    return STATUS_GOOD;
}

static void show_notes(const netmkt_model *model, const netmkt_fit *fit)
{
    const char *remark = netmkt_model_note(model);

    printf("\nlog-likelihood %.4f, AIC %.2f, BIC %.2f; %s in %u iterations\n", fit->log_likelihood, fit->aic, fit->bic,
           fit->ended == NETMKT_FIT_CONVERGED ? "converged" : "ended at a border", fit->iterations);
    if (fit->left_out > 0)
        printf("left out: %llu customers without repeat purchase or positive spend\n", (unsigned long long)fit->left_out);
    if (!isnan(fit->correlation))
        printf("correlation of frequency and mean spend: %.3f (the model assumes none)\n", fit->correlation);
    if (*remark != '\0')
        printf("note: %s\n", remark);
}

/* Fit to a file of summaries. */
static int fit_file(const struct session *session, const char *path, int32_t kind, netmkt_model **out)
{
    struct summaries file;
    struct batch batch = {.count = 0};
    size_t before;
    int status = summaries_open(&file, path);

    if (status == STATUS_GOOD && kind == NETMKT_MODEL_GAMMAGAMMA && !file.has[COLUMN_M])
        status = fail("%s: gammagamma needs the columns x and m (or frequency and monetary)", file.name);
    if (status == STATUS_GOOD && kind != NETMKT_MODEL_GAMMAGAMMA && !(file.has[COLUMN_T_X] && file.has[COLUMN_T]))
        status = fail("%s: %s needs the columns x, t_x and T (or frequency, recency and T)", file.name, netmkt_model_name(kind));
    do {
        before = batch.count;
        if (status == STATUS_GOOD)
            status = summaries_read(&file, ROWS_A_BATCH, true, &batch);
    } while (status == STATUS_GOOD && batch.count > before);
    if (status == STATUS_GOOD &&
        netmkt_model_fit_summaries(NULL, kind, session->settings, batch.count, batch.column[COLUMN_X], batch.column[COLUMN_T_X],
                                   batch.column[COLUMN_T], batch.column[COLUMN_M], batch.column[COLUMN_WEIGHT], out) != NETMKT_OK)
        status = summaries_fail(&file, &batch);
    batch_free(&batch);
    summaries_close(&file);
    return status;
}

/* Fit to what the command line names. */
static int fit_source(struct session *session, int32_t kind, netmkt_model **out)
{
    const struct arguments *arguments = session->arguments;
    const char *path = option_value(arguments, "summaries");
    int status;

    if ((path != NULL) == (arguments->operand_count == 1))
        return usage_error(arguments->command, "needs either STORE or --summaries FILE");
    if (path != NULL && option_given(arguments, "as-of"))
        return usage_error(arguments->command, "--as-of needs a STORE: summaries in a file have their moment in T");
    if (path != NULL)
        return fit_file(session, path, kind, out);
    status = session_store(session, arguments->operands[0], NETMKT_STORE_READ_ONLY);
    if (status == STATUS_GOOD && netmkt_model_fit_store(session->store, kind, session->settings, session->as_of, out) != NETMKT_OK)
        status = fail_library(NULL);
    return status;
}

/* --model all: the purchase models in continuous time, compared. */
static int compare_all(struct session *session)
{
    static const int32_t kinds[] = {NETMKT_MODEL_BGNBD, NETMKT_MODEL_MBGNBD, NETMKT_MODEL_PARETONBD};
    enum { KINDS = sizeof kinds / sizeof kinds[0] };
    const struct arguments *arguments = session->arguments;
    const char *path = option_value(arguments, "summaries");
    netmkt_model *models[KINDS] = {NULL};
    netmkt_table *table = NULL;
    size_t n = 0;
    int status = STATUS_GOOD;

    if (option_given(arguments, "save"))
        return usage_error(arguments->command, "--save needs one model, not all");
    if (path != NULL && strcmp(path, "-") == 0)
        return usage_error(arguments->command, "--model all reads the summaries more than once: give a FILE, not standard input");
    for (size_t i = 0; i < KINDS && status == STATUS_GOOD; i++) {
        if (i == 0 || path != NULL)
            status = fit_source(session, kinds[i], &models[n]);
        else if (netmkt_model_fit_store(session->store, kinds[i], session->settings, session->as_of, &models[n]) != NETMKT_OK)
            status = fail_library(netmkt_model_name(kinds[i]));
        n += models[n] != NULL;
    }
    if (status == STATUS_GOOD && netmkt_model_compare(NULL, (const netmkt_model *const *)models, n, &table) != NETMKT_OK)
        status = fail_library(NULL);
    if (status == STATUS_GOOD)
        status = show_table(session, table);
    netmkt_table_free(table);
    for (size_t i = 0; i < KINDS; i++)
        netmkt_model_free(models[i]);
    return status;
}

/* --left-out: by name. */
static int show_left_out(struct session *session, int32_t kind)
{
    const struct arguments *arguments = session->arguments;
    netmkt_table *table = NULL;
    int status;

    if (kind != NETMKT_MODEL_GAMMAGAMMA || arguments->operand_count != 1 || option_given(arguments, "summaries") || option_given(arguments, "save"))
        return usage_error(arguments->command, "--left-out needs --model gammagamma and a STORE, and nothing else is done with it");
    status = session_store(session, arguments->operands[0], NETMKT_STORE_READ_ONLY);
    if (status == STATUS_GOOD && netmkt_value_left_out(session->store, session->settings, session->as_of, &table) != NETMKT_OK)
        status = fail_library(NULL);
    if (status == STATUS_GOOD)
        status = show_table(session, table);
    netmkt_table_free(table);
    return status;
}

static void show_title(const struct session *session, const netmkt_fit *fit)
{
    const char *path = option_value(session->arguments, "summaries");
    char buffer[32], unit[48];

    printf("%s fitted to %llu customers ", netmkt_model_name(fit->model), (unsigned long long)fit->customers);
    if (path != NULL)
        printf("of %s", strcmp(path, "-") == 0 ? "standard input" : path);
    else
        printf("as of %s", moment_text(session, buffer));
    printf(", times in %s\n\n", fit->model == NETMKT_MODEL_BGBB ? "opportunities" : unit_text(session, unit));
}

static int run(const struct arguments *arguments)
{
    struct session session;
    netmkt_model *model = NULL;
    netmkt_table *table = NULL;
    netmkt_fit fit = {.struct_size = sizeof fit};
    int32_t kind = 0;
    int status = session_begin(&session, arguments);

    if (status == STATUS_GOOD && option_value(arguments, "model") != NULL && strcmp(option_value(arguments, "model"), "all") == 0) {
        status = compare_all(&session);
        session_close(&session);
        return status;
    }
    if (status == STATUS_GOOD)
        status = model_option(arguments, NETMKT_MODEL_BGNBD, &kind);
    if (status == STATUS_GOOD && option_given(arguments, "left-out")) {
        status = show_left_out(&session, kind);
        session_close(&session);
        return status;
    }
    if (status == STATUS_GOOD)
        status = fit_source(&session, kind, &model);
    if (status == STATUS_GOOD && netmkt_model_fit_get(model, &fit) != NETMKT_OK)
        status = fail_library(NULL);
    if (status == STATUS_GOOD && option_given(arguments, "save"))
        status = model_to_file(model, option_value(arguments, "save"));
    if (status == STATUS_GOOD)
        status = make_table(model, &fit, session.format == NETMKT_FORMAT_TEXT, &table);
    if (status == STATUS_GOOD && session.format == NETMKT_FORMAT_TEXT)
        show_title(&session, &fit);
    if (status == STATUS_GOOD)
        status = show_table(&session, table);
    if (status == STATUS_GOOD && session.format == NETMKT_FORMAT_TEXT)
        show_notes(model, &fit);
    netmkt_table_free(table);
    netmkt_model_free(model);
    session_close(&session);
    return status;
}

const struct command command_fit = {
    .name = "fit",
    .operands = "[STORE]",
    .most = 1,
    .shared = SHARE_JUDGEMENT,
    .options = (const struct option[]){{"model", "NAME", "bgnbd (default), mbgnbd, paretonbd or gammagamma; bgbb from --summaries only; all: compare the first three."},
                                       {"summaries", "FILE", "Instead of a store, CSV with x,t_x,T[,m][,weight]; - for standard input."},
                                       {"left-out", NULL, "With --model gammagamma: the store's customers whom the fit leaves out, and why."},
                                       {"save", "FILE", "Write the model to a small text file, for value and score."},
                                       {NULL, NULL, NULL}},
    .brief = "Fit a purchase or spend model, and show its parameters.",
    .details = "Maximum likelihood, with standard errors. As csv and json the log-likelihood, the number of customers\n"
               "and converged (1: an inner optimum, 0: at a border) follow the parameters as rows.\n"
               "With --model all the purchase models are compared by log-likelihood, AIC and BIC, the best first.",
    .run = run,
};
