/* Models as text: what is saved is loaded bit by bit, and nothing else is taken for a model. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <netmkt/model.h>

#include "support/support.h"

enum { ROWS = 60, TEXT = 2048 };

static double x[ROWS], t_x[ROWS], T[ROWS], m[ROWS];

static void make_rows(void)
{
    for (int i = 0; i < ROWS; i++) {
        x[i] = i % 4;
        T[i] = 20 + i % 7;
        t_x[i] = x[i] > 0 ? 3 + i % 15 : 0;
        m[i] = x[i] > 0 ? 4.1 + i % 13 : 0;
    }
}

static netmkt_model *fitted(int32_t kind)
{
    netmkt_settings *settings;
    netmkt_model *model;

    make_rows();
    ck_assert_int_eq(netmkt_settings_new(NULL, &settings), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_set_real(settings, "time.unit_days", 30.4375), NETMKT_OK);
    ck_assert_msg(netmkt_model_fit_summaries(NULL, kind, settings, ROWS, x, t_x, T, m, NULL, &model) == NETMKT_OK, "%s", netmkt_last_error());
    netmkt_settings_free(settings);
    return model;
}

static size_t save(const netmkt_model *model, char *text)
{
    size_t length;

    ck_assert_int_eq(netmkt_model_save(model, text, TEXT, &length), NETMKT_OK);
    ck_assert_uint_eq(length, strlen(text));
    return length;
}

static netmkt_model *load(const char *text, size_t length)
{
    netmkt_model *model;

    ck_assert_msg(netmkt_model_load(NULL, text, length, &model) == NETMKT_OK, "%s", netmkt_last_error());
    return model;
}

/* Equal bits; any two NaN are equal. */
static void same(double a, double b)
{
    ck_assert(isnan(a) ? isnan(b) : memcmp(&a, &b, sizeof a) == 0);
}

static void same_models(const netmkt_model *a, const netmkt_model *b)
{
    netmkt_fit fa = {.struct_size = sizeof fa}, fb = {.struct_size = sizeof fb};

    ck_assert_int_eq(netmkt_model_fit_get(a, &fa), NETMKT_OK);
    ck_assert_int_eq(netmkt_model_fit_get(b, &fb), NETMKT_OK);
    ck_assert_int_eq(fa.model, fb.model);
    ck_assert_int_eq(fa.ended, fb.ended);
    ck_assert_uint_eq(fa.parameters, fb.parameters);
    ck_assert_uint_eq(fa.customers, fb.customers);
    ck_assert_uint_eq(fa.left_out, fb.left_out);
    ck_assert_uint_eq(fa.distinct, fb.distinct);
    ck_assert_uint_eq(fa.iterations, fb.iterations);
    same(fa.log_likelihood, fb.log_likelihood);
    same(fa.aic, fb.aic);
    same(fa.bic, fb.bic);
    same(fa.unit_days, fb.unit_days);
    same(fa.correlation, fb.correlation);
    ck_assert_str_eq(netmkt_model_note(a), netmkt_model_note(b));
    ck_assert_str_eq(netmkt_model_origin(a), netmkt_model_origin(b));
    for (uint32_t i = 0; i < fa.parameters; i++) {
        double va, vb;

        for (uint32_t j = 0; j < fa.parameters; j++) {
            ck_assert_int_eq(netmkt_model_covariance(a, i, j, &va), NETMKT_OK);
            ck_assert_int_eq(netmkt_model_covariance(b, i, j, &vb), NETMKT_OK);
            same(va, vb);
        }
        ck_assert_int_eq(netmkt_model_parameter(a, netmkt_model_parameter_name(fa.model, i), &va, NULL), NETMKT_OK);
        ck_assert_int_eq(netmkt_model_parameter(b, netmkt_model_parameter_name(fa.model, i), &vb, NULL), NETMKT_OK);
        same(va, vb);
    }
}

static void same_scores(const netmkt_model *a, const netmkt_model *b, int spend)
{
    double sa[3][ROWS], sb[3][ROWS];

    if (spend) {
        ck_assert_int_eq(netmkt_model_spend(a, ROWS, x, m, sa[0], sa[1]), NETMKT_OK);
        ck_assert_int_eq(netmkt_model_spend(b, ROWS, x, m, sb[0], sb[1]), NETMKT_OK);
        memcpy(sa[2], sa[1], sizeof sa[2]);
        memcpy(sb[2], sb[1], sizeof sb[2]);
    } else {
        ck_assert_int_eq(netmkt_model_score(a, 1, ROWS, x, t_x, T, 9.0, sa[0], sa[1], sa[2]), NETMKT_OK);
        ck_assert_int_eq(netmkt_model_score(b, 1, ROWS, x, t_x, T, 9.0, sb[0], sb[1], sb[2]), NETMKT_OK);
    }
    ck_assert_mem_eq(sa, sb, sizeof sa);
}

START_TEST(what_is_saved_is_loaded)
{
    static const int32_t KINDS[] = {NETMKT_MODEL_BGNBD, NETMKT_MODEL_MBGNBD, NETMKT_MODEL_PARETONBD, NETMKT_MODEL_BGBB, NETMKT_MODEL_GAMMAGAMMA};

    for (size_t k = 0; k < sizeof KINDS / sizeof KINDS[0]; k++) {
        netmkt_model *model = fitted(KINDS[k]), *again;
        char text[TEXT], other[TEXT];
        size_t length = save(model, text);

        again = load(text, length);
        same_models(model, again);
        same_scores(model, again, KINDS[k] == NETMKT_MODEL_GAMMAGAMMA);
        ck_assert_uint_eq(save(again, other), length);
        ck_assert_str_eq(text, other);
        netmkt_model_free(model);
        netmkt_model_free(again);
    }
}
END_TEST

START_TEST(a_given_model_reads_as_it_looks)
{
    static const double p[4] = {0.25, 4.5, 1e-4, 1e6};
    static const char want[] = "netmkt-model 1\nmodel paretonbd\nunit_days 7\norigin given\nended given\ncustomers 0\nleft_out 0\ndistinct 0\niterations 0\n"
                               "log_likelihood nan\ncorrelation nan\nparameter r 0.25\nparameter alpha 4.5\nparameter s 0.0001\n"
                               "parameter beta 1000000\ncovariance r nan nan nan nan\ncovariance alpha nan nan nan nan\n"
                               "covariance s nan nan nan nan\ncovariance beta nan nan nan nan\nnote\nend\n";
    netmkt_model *model, *again;
    char text[TEXT], dos[TEXT];
    size_t length, n = 0;

    ck_assert_int_eq(netmkt_model_new(NULL, NETMKT_MODEL_PARETONBD, NULL, 4, p, &model), NETMKT_OK);
    length = save(model, text);
    ck_assert_str_eq(text, want);
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '\n')
            dos[n++] = '\r';
        dos[n++] = text[i];
    }
    again = load(dos, n);
    same_models(model, again);
    netmkt_model_free(model);
    netmkt_model_free(again);
}
END_TEST

START_TEST(a_boundary_keeps_its_note)
{
    netmkt_model *model, *again;
    netmkt_fit fit = {.struct_size = sizeof fit};
    char text[TEXT];

    for (int i = 0; i < ROWS; i++) { /* nobody ever leaves: a ridge */
        x[i] = 5 + i % 2;
        T[i] = 20;
        t_x[i] = 20;
    }
    ck_assert_msg(netmkt_model_fit_summaries(NULL, NETMKT_MODEL_BGNBD, NULL, ROWS, x, t_x, T, NULL, NULL, &model) == NETMKT_OK, "%s", netmkt_last_error());
    ck_assert_int_eq(netmkt_model_fit_get(model, &fit), NETMKT_OK);
    ck_assert_int_eq(fit.ended, NETMKT_FIT_BOUNDARY);
    ck_assert_str_ne(netmkt_model_note(model), "");
    again = load(text, save(model, text));
    same_models(model, again);
    netmkt_model_free(model);
    netmkt_model_free(again);
}
END_TEST

START_TEST(saving_refuses)
{
    netmkt_model *model = fitted(NETMKT_MODEL_BGNBD);
    char text[TEXT], small[TEXT];
    size_t length = save(model, text), said = 0;

    ck_assert_int_eq(netmkt_model_save(NULL, text, TEXT, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_model_save(model, NULL, 1, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_model_save(model, NULL, 0, &said), NETMKT_E_RANGE);
    ck_assert_uint_eq(said, length);
    memset(small, 'x', sizeof small);
    ck_assert_int_eq(netmkt_model_save(model, small, length, &said), NETMKT_E_RANGE);
    ck_assert_int_eq(small[0], 'x');
    ck_assert_int_eq(netmkt_model_save(model, small, length + 1, NULL), NETMKT_OK);
    ck_assert_str_eq(small, text);
    netmkt_model_free(model);
}
END_TEST

static void refuse(const char *text, size_t length, netmkt_status want, const char *part)
{
    netmkt_model *model = (netmkt_model *)x;

    ck_assert_int_eq(netmkt_model_load(NULL, text, length, &model), want);
    ck_assert_ptr_null(model);
    ck_assert_msg(strstr(netmkt_last_error(), part) != NULL, "\"%s\" does not say \"%s\"", netmkt_last_error(), part);
}

/* The text of a fitted BG/NBD with `from` replaced by `to` is refused. */
static void refuse_changed(const char *from, const char *to, netmkt_status want, const char *part)
{
    netmkt_model *model = fitted(NETMKT_MODEL_BGNBD);
    char text[TEXT], changed[2 * TEXT];
    const char *at;
    int n;

    (void)save(model, text);
    netmkt_model_free(model);
    at = strstr(text, from);
    ck_assert_msg(at != NULL, "%s", from);
    n = snprintf(changed, sizeof changed, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
    refuse(changed, (size_t)n, want, part);
}

START_TEST(loading_refuses)
{
    netmkt_model *model;

    ck_assert_int_eq(netmkt_model_load(NULL, "", 0, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_model_load(NULL, NULL, 0, &model), NETMKT_E_INVALID);
    ck_assert_ptr_null(model);
    refuse("", 0, NETMKT_E_FORMAT, "line 1");
    refuse("netmkt-model 2\n", 15, NETMKT_E_VERSION, "version 2");
    refuse("netmkt-model 0\n", 15, NETMKT_E_FORMAT, "version 0");
    refuse("customer,time\n", 14, NETMKT_E_FORMAT, "no model's text");
    refuse_changed("model bgnbd", "model magic", NETMKT_E_FORMAT, "line 2: no model is named \"magic\"");
    refuse_changed("model bgnbd", "model gammagamma", NETMKT_E_FORMAT, "the parameter of p should follow");
    refuse_changed("unit_days 30.4375", "unit_days 0", NETMKT_E_FORMAT, "line 3");
    refuse_changed("unit_days 30.4375", "unit_days nan", NETMKT_E_FORMAT, "line 3");
    refuse_changed("unit_days 30.4375", "unit_days 1,5", NETMKT_E_FORMAT, "line 3");
    refuse_changed("origin summaries", "origin \t", NETMKT_E_FORMAT, "line 4: the origin must be UTF-8");
    refuse_changed("origin summaries", "origin one that is far longer than any that the library writes", NETMKT_E_FORMAT, "line 4");
    refuse_changed("ended ", "ended very ", NETMKT_E_FORMAT, "line 5");
    refuse_changed("customers 60", "customers -1", NETMKT_E_FORMAT, "line 6");
    refuse_changed("customers 60", "customers 0.5", NETMKT_E_FORMAT, "line 6");
    refuse_changed("customers 60", "customers 1e300", NETMKT_E_FORMAT, "line 6");
    refuse_changed("customers 60\n", "", NETMKT_E_FORMAT, "where \"customers\" should");
    refuse_changed("left_out 0", "left_out 0 0", NETMKT_E_FORMAT, "line 7");
    refuse_changed("distinct ", "distinct  ", NETMKT_E_FORMAT, "line 8");
    refuse_changed("iterations ", "iterations 1000000000", NETMKT_E_FORMAT, "line 9");
    refuse_changed("log_likelihood -", "log_likelihood nan\nx", NETMKT_E_FORMAT, "line 10: a given model");
    refuse_changed("log_likelihood -", "log_likelihood -1e999999", NETMKT_E_FORMAT, "line 10");
    refuse_changed("parameter r ", "parameter r -", NETMKT_E_FORMAT, "line 12: parameter r must be greater than 0");
    refuse_changed("parameter r ", "parameter r nan ", NETMKT_E_FORMAT, "line 12");
    refuse_changed("parameter alpha ", "parameter gamma ", NETMKT_E_FORMAT, "line 13: the parameter of alpha should follow");
    refuse_changed("covariance r ", "covariance r 1 ", NETMKT_E_FORMAT, "line 16");
    refuse_changed("covariance alpha ", "covariance beta ", NETMKT_E_FORMAT, "line 17");
    refuse_changed("note", "note a\tb", NETMKT_E_FORMAT, "line 20");
    refuse_changed("note", "note \xff", NETMKT_E_FORMAT, "line 20");
    refuse_changed("end\n", "end", NETMKT_E_FORMAT, "line 21");
    refuse_changed("end\n", "end\n\n", NETMKT_E_FORMAT, "nothing may follow");
    refuse_changed("end\n", "end here\n", NETMKT_E_FORMAT, "nothing may follow");
}
END_TEST

START_TEST(a_variance_is_not_negative)
{
    netmkt_model *model = fitted(NETMKT_MODEL_GAMMAGAMMA);
    char text[TEXT], *row;
    size_t length = save(model, text);

    netmkt_model_free(model);
    row = strstr(text, "covariance p ");
    ck_assert_ptr_nonnull(row);
    memcpy(row + strlen("covariance p "), "-1", 2); /* two of its many digits */
    refuse(text, length, NETMKT_E_FORMAT, "variance of p is below 0");
}
END_TEST

START_TEST(cut_and_damaged_texts)
{
    netmkt_model *model = fitted(NETMKT_MODEL_PARETONBD), *read;
    char text[TEXT], *copy;
    size_t length = save(model, text);

    netmkt_model_free(model);
    for (size_t n = 0; n < length; n++) {
        copy = malloc(n > 0 ? n : 1); /* of its very size, for the sanitizers */
        ck_assert_ptr_nonnull(copy);
        memcpy(copy, text, n);
        refuse(copy, n, NETMKT_E_FORMAT, "line ");
        free(copy);
    }
    for (size_t i = 0; i < length; i++) {
        for (int bit = 0; bit < 8; bit++) {
            netmkt_status status;

            text[i] = (char)(text[i] ^ 1 << bit);
            status = netmkt_model_load(NULL, text, length, &read);
            ck_assert_int_eq(status == NETMKT_OK, read != NULL);
            ck_assert(status == NETMKT_OK || status == NETMKT_E_FORMAT || status == NETMKT_E_VERSION);
            netmkt_model_free(read);
            text[i] = (char)(text[i] ^ 1 << bit);
        }
    }
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("model_text");
    TCase *text = tcase_create("text");

    tcase_set_timeout(text, 60);
    tcase_add_test(text, what_is_saved_is_loaded);
    tcase_add_test(text, a_given_model_reads_as_it_looks);
    tcase_add_test(text, a_boundary_keeps_its_note);
    tcase_add_test(text, saving_refuses);
    tcase_add_test(text, loading_refuses);
    tcase_add_test(text, a_variance_is_not_negative);
    tcase_add_test(text, cut_and_damaged_texts);
    suite_add_tcase(suite, text);
    return suite;
}
