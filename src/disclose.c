/* netmkt disclose: log that data about customers are passed on, or show the log. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "common.h"

/* Everybody meant: one by key, or a segment's members. */
struct crowd {
    netmkt_customer_id *ids;
    size_t count;
};

static int read_crowd(const struct session *session, const char *key, struct crowd *crowd)
{
    uint64_t most = 1;

    *crowd = (struct crowd){.count = 0};
    if (key == NULL && netmkt_customer_count(session->store, &most) != NETMKT_OK)
        return fail_library(NULL);
    crowd->ids = calloc((size_t)most + 1, sizeof *crowd->ids);
    if (crowd->ids == NULL)
        return fail("out of memory");
    if (key != NULL) {
        crowd->count = 1;
        return netmkt_customer_find(session->store, key, &crowd->ids[0]) == NETMKT_OK ? STATUS_GOOD : fail_library(NULL);
    }
    {
        netmkt_segment *segment = NULL;
        int status = read_segment(session, option_value(session->arguments, "segment"), &segment);

        if (status == STATUS_GOOD &&
            netmkt_segment_ids(session->store, segment, session->settings, session->as_of, (size_t)most, crowd->ids, &crowd->count) != NETMKT_OK)
            status = fail_library(NULL);
        netmkt_segment_free(segment);
        return status;
    }
}

/* Of a segment those who have not consented are left out, where consent is the ground. */
static int keep_permitted(const struct session *session, const netmkt_disclosure *pattern, struct crowd *crowd, uint64_t *refused)
{
    size_t kept = 0;

    *refused = 0;
    for (size_t i = 0; i < crowd->count; i++) {
        int32_t permitted = 1;

        if (pattern->ground == NETMKT_GROUND_CONSENT &&
            netmkt_disclosure_permitted(session->store, crowd->ids[i], pattern->time_ms, &permitted) != NETMKT_OK)
            return fail_library(NULL);
        if (permitted)
            crowd->ids[kept++] = crowd->ids[i];
        else
            ++*refused;
    }
    crowd->count = kept;
    return STATUS_GOOD;
}

static int log_all(const struct session *session, const netmkt_disclosure *pattern, const struct crowd *crowd, netmkt_table **out)
{
    netmkt_disclosure *list = calloc((size_t)crowd->count + 1, sizeof *list);
    const char **keys = calloc((size_t)crowd->count + 1, sizeof *keys);
    char *bytes = malloc(256 * ((size_t)crowd->count + 1));
    int status = list != NULL && keys != NULL && bytes != NULL ? STATUS_GOOD : fail("out of memory");

    for (size_t i = 0; status == STATUS_GOOD && i < crowd->count; i++) {
        list[i] = *pattern;
        list[i].customer = crowd->ids[i];
        keys[i] = bytes + 256 * i;
        if (netmkt_customer_key(session->store, crowd->ids[i], bytes + 256 * i, 256, NULL) != NETMKT_OK)
            status = fail_library(NULL);
    }
    if (status == STATUS_GOOD && (netmkt_disclose(session->store, list, sizeof *list, crowd->count) != NETMKT_OK ||
                                  netmkt_store_commit(session->store) != NETMKT_OK || netmkt_table_new(NULL, (size_t)crowd->count, 0, out) != NETMKT_OK ||
                                  netmkt_table_add(*out, "customer", NETMKT_COLUMN_TEXT, keys) != NETMKT_OK))
        status = fail_library(NULL);
    free(list);
    free(keys);
    free(bytes);
    return status;
}

/* The keys of those whose data may leave the house now. */
static int disclose(const struct session *session, const char *key, const netmkt_disclosure *pattern)
{
    struct crowd crowd;
    netmkt_table *table = NULL;
    uint64_t refused = 0;
    int status = read_crowd(session, key, &crowd);

    if (status == STATUS_GOOD && key == NULL)
        status = keep_permitted(session, pattern, &crowd, &refused);
    if (status == STATUS_GOOD)
        status = log_all(session, pattern, &crowd, &table);
    if (status == STATUS_GOOD && session->format == NETMKT_FORMAT_TEXT) {
        printf("%llu disclosures to %s logged", (unsigned long long)crowd.count, pattern->recipient);
        if (refused > 0)
            printf("; %llu customers have not consented, and are left out", (unsigned long long)refused);
        puts("");
    } else if (status == STATUS_GOOD) {
        status = show_table(session, table);
    }
    netmkt_table_free(table);
    free(crowd.ids);
    return status;
}

static int show_log(const struct session *session, const char *key)
{
    netmkt_customer_id customer = 0;
    netmkt_table *table = NULL;
    int status = STATUS_GOOD;

    if ((key != NULL && netmkt_customer_find(session->store, key, &customer) != NETMKT_OK) ||
        netmkt_disclosure_list(session->store, customer, &table) != NETMKT_OK)
        status = fail_library(NULL);
    if (status == STATUS_GOOD)
        status = show_table(session, table);
    netmkt_table_free(table);
    return status;
}

static int read_pattern(const struct arguments *arguments, netmkt_disclosure *out)
{
    const char *time = option_value(arguments, "time");

    netmkt_disclosure_init(out);
    out->recipient = option_value(arguments, "to");
    out->data = option_value(arguments, "data");
    out->ground = netmkt_ground_by_name(option_value(arguments, "ground"));
    if (out->data == NULL || !option_given(arguments, "ground") || time == NULL)
        return usage_error(arguments->command, "--to, --data, --ground and --time are needed together");
    if (out->ground < 0)
        return usage_error(arguments->command, "--ground is consent, contract, law, vital, public or interest, not \"%.64s\"", option_value(arguments, "ground"));
    if (netmkt_time_parse(time, strlen(time), 0, &out->time_ms, NULL) != NETMKT_OK)
        return usage_error(arguments->command, "--time needs a date or time, not \"%.64s\"", time);
    return STATUS_GOOD;
}

static int run(const struct arguments *arguments)
{
    const char *key = arguments->operand_count > 1 ? arguments->operands[1] : NULL;
    bool changes = option_given(arguments, "to");
    netmkt_disclosure pattern;
    struct session session;
    int status = STATUS_GOOD;

    if (changes)
        status = read_pattern(arguments, &pattern);
    if (status == STATUS_GOOD && changes && (key != NULL) == option_given(arguments, "segment"))
        return usage_error(arguments->command, "a disclosure is about one CUSTOMER, or a --segment");
    if (status != STATUS_GOOD)
        return status;
    status = session_open(&session, arguments, arguments->operands[0], changes ? NETMKT_STORE_MUST_EXIST : NETMKT_STORE_READ_ONLY);
    if (status == STATUS_GOOD)
        status = changes ? disclose(&session, key, &pattern) : show_log(&session, key);
    session_close(&session);
    return status;
}

const struct command command_disclose = {
    .name = "disclose",
    .operands = "STORE [CUSTOMER]",
    .least = 1,
    .most = 2,
    .shared = SHARE_FORMAT | SHARE_MOMENT | SHARE_SETTINGS | SHARE_THREADS | SHARE_WAIT,
    .options = (const struct option[]){{"to", "WHO", "Log that this recipient gets data; without it the log is shown."},
                                       {"data", "WHAT", "What he gets, such as \"name and address\"; not the data themselves."},
                                       {"ground", "GROUND", "consent, contract, law, vital, public or interest."},
                                       {"time", "TIME", "When."},
                                       {"segment", "EXPRESSION|@NAME", "About all of whom this is true; who has not consented is left out where that is the ground."},
                                       {NULL, NULL, NULL}},
    .brief = "The log of disclosures: who got what about whom, when, and on what ground.",
    .details = "On the ground of consent it is refused without the customer's consent to the purpose disclosure (netmkt consent).\n"
               "As csv and json: the customers whose data may be passed on.",
    .run = run,
};
