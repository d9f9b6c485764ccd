/* Models as text: a line a fact, in a fixed order, numbers with all the digits that read back as the same double. What is
 * not known is "nan". A reader takes nothing else, and says the line where a text differs.
 *
 *     netmkt-model 1
 *     model bgnbd
 *     unit_days 7
 *     origin store 1998-06-30T23:59:59.999Z
 *     ended converged
 *     customers 2357
 *     left_out 0
 *     distinct 1213
 *     iterations 9
 *     log_likelihood -9582.429
 *     correlation nan
 *     parameter r 0.2426
 *     ...                           one a parameter, in the model's order
 *     covariance r 0.00016 ...      one a parameter: its row of the matrix
 *     note
 *     end */
#include <netmkt/model.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/context.h"
#include "base/number_text.h"
#include "base/settings.h"
#include "base/status.h"
#include "base/text.h"
#include "value/model.h"

enum { VERSION = 1, TEXT_MOST = 2048, WORDS_MOST = NETMKT__MODEL_PARAMETERS + 2 };

static const double WHOLE_MOST = 9007199254740992.0;

static const char *const endings[] = {"given", "converged", "boundary"}; /* by NETMKT_FIT_... */

/* --- writing --- */

typedef struct writer {
    char text[TEXT_MOST]; /* the longest text has 4 + 16 numbers, 10 names and the note: below 1,500 bytes */
    size_t length;
} writer;

static void put(writer *w, const char *text)
{
    size_t length = strlen(text);

    memcpy(w->text + w->length, text, length);
    w->length += length;
}

static void put_real(writer *w, double value)
{
    put(w, " ");
    if (isfinite(value))
        w->length += netmkt__real_text(value, w->text + w->length);
    else
        put(w, "nan");
}

static void put_line(writer *w, const char *key, const char *value)
{
    put(w, key);
    put(w, *value != '\0' ? " " : "");
    put(w, value);
    put(w, "\n");
}

static void put_count(writer *w, const char *key, uint64_t value)
{
    char number[NETMKT__NUMBER_TEXT];

    (void)netmkt__int_text((int64_t)value, number);
    put_line(w, key, number);
}

static void put_number(writer *w, const char *key, double value)
{
    put(w, key);
    put_real(w, value);
    put(w, "\n");
}

static void write_model(const netmkt_model *model, writer *w)
{
    const netmkt_fit *fit = &model->fit;
    uint32_t n = fit->parameters;

    put_count(w, "netmkt-model", VERSION);
    put_line(w, "model", netmkt_model_name(fit->model));
    put_number(w, "unit_days", fit->unit_days);
    put_line(w, "origin", model->origin);
    put_line(w, "ended", endings[fit->ended]);
    put_count(w, "customers", fit->customers);
    put_count(w, "left_out", fit->left_out);
    put_count(w, "distinct", fit->distinct);
    put_count(w, "iterations", fit->iterations);
    put_number(w, "log_likelihood", fit->log_likelihood);
    put_number(w, "correlation", fit->correlation);
    for (uint32_t i = 0; i < n; i++) {
        put(w, "parameter ");
        put_number(w, netmkt_model_parameter_name(fit->model, i), model->p[i]);
    }
    for (uint32_t i = 0; i < n; i++) {
        put(w, "covariance ");
        put(w, netmkt_model_parameter_name(fit->model, i));
        for (uint32_t j = 0; j < n; j++)
            put_real(w, model->covariance[i * n + j]);
        put(w, "\n");
    }
    put_line(w, "note", model->note);
    put(w, "end\n");
}

netmkt_status netmkt_model_save(const netmkt_model *model, char *buffer, size_t capacity, size_t *length)
{
    writer w;

    if (length != NULL)
        *length = 0;
    if (model == NULL || (buffer == NULL && capacity > 0))
        return netmkt__misuse("model is needed, and a buffer where its capacity is not 0");
    w.length = 0;
    write_model(model, &w);
    if (length != NULL)
        *length = w.length;
    if (capacity <= w.length)
        return netmkt__fail(NETMKT_E_RANGE, "the model's text has %zu bytes and a NUL, the buffer holds %zu", w.length, capacity);
    memcpy(buffer, w.text, w.length);
    buffer[w.length] = '\0';
    return NETMKT_OK;
}

/* --- reading --- */

typedef struct word {
    const char *text;
    size_t length;
} word;

typedef struct reader {
    const char *at, *end;
    unsigned line;         /* of what was read last, from 1 */
    const char *rest;      /* of that line, behind its first word and a blank */
    size_t rest_length;
    netmkt_model *model;
} reader;

static int is(word w, const char *text)
{
    return w.length == strlen(text) && memcmp(w.text, text, w.length) == 0;
}

/* The next line, whose first word must be `key`; its rest to r->rest. */
static netmkt_status next(reader *r, const char *key)
{
    const char *end = r->at < r->end ? memchr(r->at, '\n', (size_t)(r->end - r->at)) : NULL;
    size_t key_length = strlen(key), length;
    const char *line = r->at;

    r->line++;
    if (end == NULL)
        return netmkt__fail(NETMKT_E_FORMAT, "line %u: the text ends where \"%s\" should follow", r->line, key);
    r->at = end + 1;
    length = (size_t)(end - line);
    length -= length > 0 && line[length - 1] == '\r';
    if (length < key_length || memcmp(line, key, key_length) != 0 || (length > key_length && line[key_length] != ' '))
        return netmkt__fail(NETMKT_E_FORMAT, "line %u: \"%.*s\" stands where \"%s\" should", r->line, (int)(length < 40 ? length : 40), line, key);
    r->rest = line + key_length + (length > key_length);
    r->rest_length = length - key_length - (length > key_length);
    return NETMKT_OK;
}

/* Cut the rest of the line at single blanks into exactly `count` words. */
static netmkt_status words(const reader *r, size_t count, word *out)
{
    const char *at = r->rest, *end = r->rest + r->rest_length;
    size_t n = 0;

    while (at < end && n < WORDS_MOST) {
        const char *blank = memchr(at, ' ', (size_t)(end - at));

        out[n++] = (word){at, (size_t)((blank != NULL ? blank : end) - at)};
        at = blank != NULL ? blank + 1 : end;
    }
    if (at < end || n != count || (r->rest_length > 0 && end[-1] == ' '))
        return netmkt__fail(NETMKT_E_FORMAT, "line %u: %zu values separated by single blanks are wanted", r->line, count);
    return NETMKT_OK;
}

/* A number, or NaN for "nan". */
static netmkt_status read_real(const reader *r, word w, double *out)
{
    netmkt_status status;

    *out = (double)NAN;
    if (is(w, "nan"))
        return NETMKT_OK;
    status = netmkt__real_parse(w.text, w.length, out);
    return status == NETMKT_OK ? status : netmkt__prefix(NETMKT_E_FORMAT, "line %u: ", r->line);
}

static netmkt_status next_real(reader *r, const char *key, double *out)
{
    word w[WORDS_MOST];
    netmkt_status status = next(r, key);

    if (status == NETMKT_OK)
        status = words(r, 1, w);
    return status == NETMKT_OK ? read_real(r, w[0], out) : status;
}

static netmkt_status next_count(reader *r, const char *key, double most, uint64_t *out)
{
    double value;
    netmkt_status status = next_real(r, key, &value);

    if (status != NETMKT_OK)
        return status;
    if (!(value >= 0.0 && value <= most && value == floor(value)))
        return netmkt__fail(NETMKT_E_FORMAT, "line %u: %s must be a whole number from 0 to %.0f", r->line, key, most);
    *out = (uint64_t)value;
    return NETMKT_OK;
}

static netmkt_status read_version(reader *r)
{
    uint64_t version = 0;
    netmkt_status status = next_count(r, "netmkt-model", WHOLE_MOST, &version);

    if (status != NETMKT_OK)
        return netmkt__prefix(status, "no model's text: ");
    if (version != VERSION)
        return netmkt__fail(version > VERSION ? NETMKT_E_VERSION : NETMKT_E_FORMAT, "line 1: a model's text of version %llu; this library knows %d",
                            (unsigned long long)version, VERSION);
    return NETMKT_OK;
}

/* The line "model NAME": makes the model. */
static netmkt_status read_kind(reader *r, netmkt_context *context)
{
    netmkt_status status = next(r, "model");
    int32_t kind = 0;

    if (status != NETMKT_OK)
        return status;
    for (int32_t i = 1; netmkt_model_name(i) != NULL; i++)
        if (is((word){r->rest, r->rest_length}, netmkt_model_name(i)))
            kind = i;
    if (kind == 0)
        return netmkt__fail(NETMKT_E_FORMAT, "line %u: no model is named \"%.*s\"", r->line, (int)(r->rest_length < 40 ? r->rest_length : 40), r->rest);
    return netmkt__model_blank(context, kind, NULL, &r->model);
}

static netmkt_status read_ending(reader *r)
{
    netmkt_status status = next(r, "ended");

    if (status != NETMKT_OK)
        return status;
    for (int32_t i = 0; i < (int32_t)(sizeof endings / sizeof endings[0]); i++) {
        if (is((word){r->rest, r->rest_length}, endings[i])) {
            r->model->fit.ended = i;
            return NETMKT_OK;
        }
    }
    return netmkt__fail(NETMKT_E_FORMAT, "line %u: ended is given, converged or boundary", r->line);
}

/* A line of free text. */
static netmkt_status read_line(reader *r, const char *key, char *to, size_t room)
{
    netmkt_status status = next(r, key);

    if (status != NETMKT_OK)
        return status;
    if (r->rest_length >= room || !netmkt__utf8_valid(r->rest, r->rest_length) || netmkt__has_control(r->rest, r->rest_length))
        return netmkt__fail(NETMKT_E_FORMAT, "line %u: the %s must be UTF-8 without control characters, of less than %zu bytes", r->line, key, room);
    memcpy(to, r->rest, r->rest_length);
    to[r->rest_length] = '\0';
    return NETMKT_OK;
}

static netmkt_status read_figures(reader *r)
{
    netmkt_fit *fit = &r->model->fit;
    netmkt_settings *unit = NULL;
    uint64_t iterations = 0;
    int given;
    netmkt_status status = next_real(r, "unit_days", &fit->unit_days);

    if (status == NETMKT_OK)
        status = netmkt_settings_new(r->model->context, &unit);
    if (status == NETMKT_OK && netmkt_settings_set_real(unit, "time.unit_days", fit->unit_days) != NETMKT_OK)
        status = netmkt__prefix(NETMKT_E_FORMAT, "line %u: ", r->line);
    netmkt_settings_free(unit);
    if (status == NETMKT_OK)
        status = read_line(r, "origin", r->model->origin, sizeof r->model->origin);
    if (status == NETMKT_OK)
        status = read_ending(r);
    if (status == NETMKT_OK)
        status = next_count(r, "customers", WHOLE_MOST, &fit->customers);
    if (status == NETMKT_OK)
        status = next_count(r, "left_out", WHOLE_MOST, &fit->left_out);
    if (status == NETMKT_OK)
        status = next_count(r, "distinct", WHOLE_MOST, &fit->distinct);
    if (status == NETMKT_OK)
        status = next_count(r, "iterations", (double)UINT32_MAX, &iterations);
    fit->iterations = (uint32_t)iterations;
    if (status == NETMKT_OK)
        status = next_real(r, "log_likelihood", &fit->log_likelihood);
    given = fit->ended == NETMKT_FIT_GIVEN;
    if (status == NETMKT_OK && (given != (fit->customers == 0) || given != (isnan(fit->log_likelihood) != 0)))
        status = netmkt__fail(NETMKT_E_FORMAT, "line %u: a given model has no customers and the log-likelihood nan, a fitted one has both", r->line);
    fit->aic = 2.0 * fit->parameters - 2.0 * fit->log_likelihood;
    fit->bic = fit->parameters * log((double)fit->customers) - 2.0 * fit->log_likelihood;
    return status == NETMKT_OK ? next_real(r, "correlation", &fit->correlation) : status;
}

/* A line "KEY NAME value ...", with `count` values, for each parameter. */
static netmkt_status read_rows(reader *r, const char *key, size_t count, double *out)
{
    uint32_t n = r->model->fit.parameters;

    for (uint32_t i = 0; i < n; i++) {
        const char *name = netmkt_model_parameter_name(r->model->fit.model, i);
        word w[WORDS_MOST];
        netmkt_status status = next(r, key);

        if (status == NETMKT_OK)
            status = words(r, count + 1, w);
        if (status == NETMKT_OK && !is(w[0], name))
            status = netmkt__fail(NETMKT_E_FORMAT, "line %u: the %s of %s should follow", r->line, key, name);
        for (size_t j = 0; status == NETMKT_OK && j < count; j++)
            status = read_real(r, w[j + 1], &out[i * count + j]);
        if (status == NETMKT_OK && count == 1 && !(out[i] > 0.0))
            status = netmkt__fail(NETMKT_E_FORMAT, "line %u: parameter %s must be greater than 0", r->line, name);
        if (status == NETMKT_OK && count == n && out[i * n + i] < 0.0)
            status = netmkt__fail(NETMKT_E_FORMAT, "line %u: the variance of %s is below 0", r->line, name);
        if (status != NETMKT_OK)
            return status;
    }
    return NETMKT_OK;
}

static netmkt_status read_end(reader *r)
{
    netmkt_status status = next(r, "end");

    if (status == NETMKT_OK && (r->rest_length != 0 || r->at != r->end))
        status = netmkt__fail(NETMKT_E_FORMAT, "line %u: nothing may follow \"end\"", r->line);
    return status;
}

netmkt_status netmkt_model_load(netmkt_context *context, const char *text, size_t length, netmkt_model **out)
{
    reader r = {.at = text, .end = text != NULL ? text + length : NULL};
    netmkt_status status;

    if (out == NULL)
        return netmkt__misuse("out is NULL");
    *out = NULL;
    if (text == NULL)
        return netmkt__misuse("text is NULL");
    status = read_version(&r);
    if (status == NETMKT_OK)
        status = read_kind(&r, context);
    if (status == NETMKT_OK)
        status = read_figures(&r);
    if (status == NETMKT_OK)
        status = read_rows(&r, "parameter", 1, r.model->p);
    if (status == NETMKT_OK)
        status = read_rows(&r, "covariance", r.model->fit.parameters, r.model->covariance);
    if (status == NETMKT_OK)
        status = read_line(&r, "note", r.model->note, sizeof r.model->note);
    if (status == NETMKT_OK)
        status = read_end(&r);
    if (status == NETMKT_OK) {
        *out = r.model;
        r.model = NULL;
    }
    netmkt_model_free(r.model);
    return status;
}
