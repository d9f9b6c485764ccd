/* netmkt fit: parameters of a model fitted to the customers of a store. */
#include <math.h>
#include <string.h>

#include "commands.h"
#include "common.h"

enum { PARAMETERS_MOST = 8, FIGURES = 3 };

static int model_option(const struct arguments *arguments, int32_t *model)
{
    const char *value = option_value(arguments, "model");
    char names[160] = "";

    *model = NETMKT_MODEL_BGNBD;
    if (value == NULL)
        return STATUS_GOOD;
    *model = netmkt_model_by_name(value);
    if (*model != 0)
        return STATUS_GOOD;
    for (int32_t i = 1; i <= NETMKT_MODEL_GAMMAGAMMA; i++)
        if (netmkt_model_name(i) != NULL)
            (void)snprintf(names + strlen(names), sizeof names - strlen(names), "%s%s", *names != '\0' ? ", " : "", netmkt_model_name(i));
    return usage_error(arguments->command, "no model \"%.64s\"; there are %s", value, names);
}

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

static int run(const struct arguments *arguments)
{
    struct session session;
    netmkt_model *model = NULL;
    netmkt_table *table = NULL;
    netmkt_fit fit = {.struct_size = sizeof fit};
    char buffer[32], unit[48];
    int32_t kind = 0;
    int status = model_option(arguments, &kind);

    if (status != STATUS_GOOD)
        return status;
    status = session_open(&session, arguments, arguments->operands[0], NETMKT_STORE_READ_ONLY);
    if (status == STATUS_GOOD && (netmkt_model_fit_store(session.store, kind, session.settings, session.as_of, &model) != NETMKT_OK ||
                                  netmkt_model_fit_get(model, &fit) != NETMKT_OK))
        status = fail_library(NULL);
    if (status == STATUS_GOOD)
        status = make_table(model, &fit, session.format == NETMKT_FORMAT_TEXT, &table);
    if (status == STATUS_GOOD && session.format == NETMKT_FORMAT_TEXT)
        printf("%s fitted to %llu customers as of %s, times in %s\n\n", netmkt_model_name(kind),
               (unsigned long long)fit.customers, moment_text(&session, buffer), unit_text(&session, unit));
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
    .operands = "STORE",
    .least = 1,
    .most = 1,
    .shared = SHARE_JUDGEMENT,
    .options = (const struct option[]){{"model", "NAME", "bgnbd (default), mbgnbd, paretonbd or gammagamma."}, {NULL, NULL, NULL}},
    .brief = "Fit a purchase or spend model, and show its parameters.",
    .details = "Maximum likelihood, with standard errors. As csv and json the log-likelihood, the number of customers\n"
               "and converged (1: an inner optimum, 0: at a border) follow the parameters as rows.",
    .run = run,
};
