/* Rules of readiness as text: the language, its errors, the default rules, and rules of the embedder's own. */
#include "support/faulty_memory.h"
#include "support/support.h"

#include <netmkt/netmkt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stage/rules.h"

#define DAY INT64_C(86400000)

static netmkt_readiness_rules *parsed(netmkt_store *store, const char *text)
{
    netmkt_readiness_rules *rules;

    ck_assert_msg(netmkt_readiness_rules_parse(store, text, strlen(text), &rules) == NETMKT_OK, "%s", netmkt_last_error());
    return rules;
}

static char *printed(const netmkt_readiness_rules *rules)
{
    size_t length;
    char *text;

    ck_assert_int_eq(netmkt_readiness_rules_print(rules, NULL, 0, &length), NETMKT_E_RANGE);
    text = malloc(length + 1);
    ck_assert_ptr_nonnull(text);
    ck_assert_int_eq(netmkt_readiness_rules_print(rules, text, length + 1, NULL), NETMKT_OK);
    ck_assert_uint_eq(strlen(text), length);
    return text;
}

START_TEST(the_default_rules_are_their_text)
{
    char *text = printed(NULL);
    netmkt_readiness_rules *rules = parsed(NULL, text);
    char *again = printed(rules);

    ck_assert_str_eq(text, again);
    ck_assert_uint_eq(rules->count, netmkt__default_rules.count);
    for (size_t i = 0; i < rules->count; i++) {
        const netmkt__rule *a = &rules->rule[i], *b = &netmkt__default_rules.rule[i];

        ck_assert_int_eq(a->stage, b->stage);
        ck_assert_int_eq(a->conditions, b->conditions);
        for (int32_t k = 0; k < a->conditions; k++) {
            const netmkt__condition *c = &a->condition[k], *d = &b->condition[k];

            ck_assert_int_eq(c->what, d->what);
            ck_assert_int_eq(c->unit, d->unit);
            ck_assert_mem_eq(&c->number, &d->number, sizeof c->number);
            ck_assert_mem_eq(&c->within, &d->within, sizeof c->within);
            ck_assert_mem_eq(&c->of, &d->of, sizeof c->of);
            ck_assert_mem_eq(&c->after, &d->after, sizeof c->after);
            ck_assert_mem_eq(&c->less, &d->less, sizeof c->less);
            ck_assert_uint_eq(c->takes_back, d->takes_back);
        }
    }
    free(text);
    free(again);
    netmkt_readiness_rules_free(rules);
}
END_TEST

START_TEST(rules_are_ordered_by_stage_and_blanks_do_not_matter)
{
    netmkt_readiness_rules *rules = parsed(NULL, "# mine\r\n\r\n  buy \"bought\" : order   kept # remark\r\n\tknow \"came\":\n  visit ,\n  view and\n no complaint\n"
                                                 "know \"seen\": any");
    netmkt_readiness_rule_description d = {.struct_size = sizeof d};
    char *text = printed(rules);

    ck_assert_str_eq(text, "know \"came\": visit, view and no complaint\nknow \"seen\": any\nbuy \"bought\": order kept\n");
    ck_assert_int_eq(netmkt_readiness_rules_count(rules), 3);
    ck_assert_int_eq(netmkt_readiness_rules_describe(rules, 3, &d), NETMKT_OK);
    ck_assert(d.stage == NETMKT_READINESS_BUY && strcmp(d.meaning, "bought") == 0 && strcmp(d.condition, "order kept") == 0);
    ck_assert_int_eq(netmkt_readiness_rules_describe(rules, 4, &d), NETMKT_DONE);
    ck_assert_int_eq(netmkt_readiness_rules_describe(rules, 0, &d), NETMKT_DONE);
    ck_assert_int_eq(netmkt_readiness_rules_describe(rules, 1, NULL), NETMKT_E_INVALID);
    d.struct_size = 3;
    ck_assert_int_eq(netmkt_readiness_rules_describe(rules, 1, &d), NETMKT_E_UNSUPPORTED);
    ck_assert_int_eq(netmkt_readiness_rules_print(rules, NULL, 1, NULL), NETMKT_E_INVALID);
    free(text);
    netmkt_readiness_rules_free(rules);
}
END_TEST

START_TEST(what_is_wrong_is_said_with_the_line)
{
    static const struct { const char *text, *message; } cases[] = {
        {"", "no rule: a rule is a line such as"},
        {"# nothing\n\n", "no rule: "},
        {"\n\nknwo \"a\": visit", "line 3: a stage (know, trust, like, buy, loyal or advocate) is expected, not \"knwo\"; the nearest is \"know\""},
        {"unaware \"a\": visit", "line 1: a stage"},
        {"know visit", "line 1: what the rule means, in quotation marks, is expected, not \"visit\""},
        {"know \"\": visit", "line 1: what the rule means"},
        {"know \"a: visit", "line 1: a quotation mark is open"},
        {"know \"a\" visit", "line 1: a colon is expected, not \"visit\""},
        {"know \"a\":", "line 1: a kind of event is expected, and the line ends"},
        {"know \"a\": visit\nbuy \"b\": ordr kept", "line 2: a kind of event is expected, not \"ordr\"; the nearest is \"order\""},
        {"know \"a\": visit on emial", "line 1: a channel is expected, not \"emial\"; the nearest is \"email\""},
        {"know \"a\": visit, and", "line 1: a kind of event is expected, not \"and\""},
        {"know \"a\": visit kept kept within 3", "line 1: \"days\" is expected, and the line ends"},
        {"know \"a\": visit within 0 days", "line 1: a whole number from 1 to 36500 is expected, not 0"},
        {"know \"a\": visit within 1.5 days", "line 1: a whole number from 1 to 36500 is expected, not 1.5"},
        {"know \"a\": at least 1e9 visit", "line 1: a whole number from 1 to 1e+06"},
        {"know \"a\": at least many visit", "line 1: no setting \"many\""},
        {"know \"a\": at least readiness.long_look_view visit", "the nearest is \"readiness.long_look_views\""},
        {"know \"a\": at most 3 visit", "line 1: \"least\" is expected, not \"most\""},
        {"know \"a\": at least 3 in a year of visit", "line 1: \"day\" is expected, not \"year\""},
        {"know \"a\": visit rated 3", "line 1: \"at least\", \"at most\", \"above\" or \"below\" is expected, not \"3\""},
        {"know \"a\": visit rated at least 2,5", "line 1: \"and\", a filter of events, or the end of the line is expected, not \",\""},
        {"know \"a\": visit by anybody", "line 1: \"customer\" or \"business\" is expected"},
        {"know \"a\": at least 2 days of visit less bounce", "line 1: \"less\" takes back events"},
        {"know \"a\": subscribe after unsubscribe", "line 1: \"last\" is expected, not \"unsubscribe\""},
        {"know \"a\": no visit", "line 1: the first condition names the events"},
        {"know \"a\": active at least 0.5", "line 1: the first condition names the events"},
        {"know \"a\": visit and active above 0.5", "line 1: \"at least\" or \"below\" is expected, not \"above\""},
        {"know \"a\": visit and active below 2", "line 1: a number from 0 to 1 is expected, not 2"},
        {"know \"a\": any but any", "line 1: a kind of event is expected"},
        {"know \"a\": visit or view", "line 1: \"and\", a filter of events, or the end of the line is expected, not \"or\""},
        {"know \"a\": visit \xff", "line 1: not UTF-8"},
        {"know \"a\": visit and view and view and view and view and view and view", "line 1: more than 6 conditions"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        netmkt_readiness_rules *rules = (netmkt_readiness_rules *)1;

        ck_assert_msg(netmkt_readiness_rules_parse(NULL, cases[i].text, strlen(cases[i].text), &rules) == NETMKT_E_FORMAT, "%s", cases[i].text);
        ck_assert_ptr_null(rules);
        ck_assert_msg(strstr(netmkt_last_error(), cases[i].message) != NULL, "\"%s\": %s", cases[i].text, netmkt_last_error());
    }
    ck_assert_int_eq(netmkt_readiness_rules_parse(NULL, NULL, 0, NULL), NETMKT_E_INVALID);
    netmkt_readiness_rules_free(NULL);
}
END_TEST

START_TEST(no_more_than_200_rules)
{
    char text[201 * 20] = "";
    netmkt_readiness_rules *rules;

    for (int i = 0; i < 201; i++)
        memcpy(text + i * 16, "know \"a\": visit\n", 17);
    ck_assert_int_eq(netmkt_readiness_rules_parse(NULL, text, 200 * 16, &rules), NETMKT_OK);
    netmkt_readiness_rules_free(rules);
    ck_assert_int_eq(netmkt_readiness_rules_parse(NULL, text, 201 * 16, &rules), NETMKT_E_FORMAT);
    ck_assert_ptr_nonnull(strstr(netmkt_last_error(), "line 201: more than 200 rules"));
}
END_TEST

static void add(netmkt_store *store, int day, netmkt_kind_id kind, netmkt_channel_id channel, int32_t rating, uint8_t initiator)
{
    netmkt_event event;

    netmkt_event_init(&event);
    ck_assert_int_eq(netmkt_customer_put(store, "c", &event.customer), NETMKT_OK);
    event.kind = kind;
    event.channel = channel;
    event.time_ms = day * DAY;
    event.rating = rating;
    event.initiator = initiator;
    ck_assert_int_eq(netmkt_event_append(store, &event, sizeof event, 1, NULL), NETMKT_OK);
}

/* The readiness on a day, by these rules. */
static netmkt_stage judged(netmkt_store *store, const char *text, int day)
{
    static const double everybody_stays[4] = {1.0, 1.0, 0.01, 1.0};
    netmkt_readiness_rules *rules = parsed(store, text);
    netmkt_stage stage = {.struct_size = sizeof stage};
    netmkt_settings *settings;
    netmkt_model *model;

    ck_assert_int_eq(netmkt_settings_new(NULL, &settings), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_set_readiness_rules(settings, rules), NETMKT_OK);
    netmkt_readiness_rules_free(rules); /* the settings have their own */
    ck_assert_int_eq(netmkt_model_new(NULL, NETMKT_MODEL_MBGNBD, settings, 4, everybody_stays, &model), NETMKT_OK);
    ck_assert_int_eq(netmkt_stage_classify(store, model, settings, 1, (day + 1) * DAY - 1, &stage), NETMKT_OK);
    if (stage.rule > 0)
        ck_assert_ptr_nonnull(netmkt_readiness_rule(settings, stage.rule));
    netmkt_model_free(model);
    netmkt_settings_free(settings);
    return stage;
}

START_TEST(each_condition_decides)
{
    netmkt_channel_id stand;
    netmkt_kind_id fair;
    netmkt_kind kind;
    netmkt_store *store;
    const struct { const char *condition; int day, holds; } cases[] = {
        {"visit", 10, 1}, {"order", 10, 0}, {"any", 9, 0}, {"visit on email", 20, 1}, {"visit on email", 10, 0},
        {"visit on email, website", 10, 1}, {"at least 2 visit", 10, 0}, {"at least 2 visit", 20, 1}, {"at least 3 visit", 20, 1},
        {"at least 4 visit", 20, 0}, {"at least 2 days of visit", 20, 1}, {"at least 3 days of visit", 20, 0},
        {"at least 2 in a day of visit", 20, 1}, {"at least 3 in a day of visit", 20, 0}, {"visit within 10 days", 29, 1},
        {"visit within 10 days", 30, 0}, {"review rated at least 4", 30, 1}, {"review rated above 4", 30, 0}, {"review rated at most 4", 30, 1},
        {"review rated below 4", 30, 0}, {"reply by business", 40, 1}, {"reply by customer", 40, 0}, {"visit and no review", 20, 1},
        {"visit and no review", 30, 0}, {"visit and no review within 5 days", 35, 1}, {"visit and no later review", 20, 1},
        {"visit and no later review", 30, 0}, {"review and no later visit", 30, 1}, {"visit after last review", 30, 0},
        {"reply after last review", 40, 1}, {"visit less reply", 40, 1}, {"at least 3 visit less reply", 40, 0}, {"visit and reply", 40, 1},
        {"visit and reply", 30, 0}, {"visit and active at least 0.3", 10, 1}, {"visit and active below 0.3", 10, 0}, {"\"trade fair\"", 50, 1},
        {"\"trade fair\"", 40, 0}, {"any on stand", 50, 1}, {"any but visit, review, reply", 40, 0}, {"any but visit, review, reply", 50, 1},
        {"visit rated at least 0", 50, 0},
    };

    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK);
    netmkt_kind_init(&kind);
    ck_assert_int_eq(netmkt_kind_define(store, "trade fair", &kind, &fair), NETMKT_OK);
    ck_assert_int_eq(netmkt_channel_define(store, "stand", 0, &stand), NETMKT_OK);
    add(store, 10, NETMKT_KIND_VISIT, NETMKT_CHANNEL_WEBSITE, NETMKT_NO_RATING, 0);
    add(store, 20, NETMKT_KIND_VISIT, NETMKT_CHANNEL_EMAIL, NETMKT_NO_RATING, 0);
    add(store, 20, NETMKT_KIND_VISIT, NETMKT_CHANNEL_EMAIL, NETMKT_NO_RATING, 0);
    add(store, 30, NETMKT_KIND_REVIEW, 0, 4000, 0);
    add(store, 40, NETMKT_KIND_REPLY, 0, NETMKT_NO_RATING, NETMKT_INITIATOR_BUSINESS);
    add(store, 50, fair, stand, NETMKT_NO_RATING, 0);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[256];
        netmkt_stage stage;

        (void)snprintf(text, sizeof text, "loyal \"it\": %s", cases[i].condition);
        stage = judged(store, text, cases[i].day);
        ck_assert_msg((stage.readiness == NETMKT_READINESS_LOYAL) == cases[i].holds, "%s on day %d", cases[i].condition, cases[i].day);
        ck_assert_int_eq(stage.rule, cases[i].holds);
    }
    netmkt_store_close(store);
}
END_TEST

START_TEST(default_rules_come_back)
{
    netmkt_readiness_rules *rules = parsed(NULL, "buy \"came\": visit");
    netmkt_settings *settings;

    ck_assert_int_eq(netmkt_settings_new(NULL, &settings), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_set_readiness_rules(settings, rules), NETMKT_OK);
    ck_assert_str_eq(netmkt_readiness_rule(settings, 1), "came");
    ck_assert_ptr_null(netmkt_readiness_rule(settings, 2));
    ck_assert_int_eq(netmkt_settings_set_readiness_rules(settings, rules), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_set_readiness_rules(settings, NULL), NETMKT_OK);
    ck_assert_str_eq(netmkt_readiness_rule(settings, 1), netmkt_readiness_rule(NULL, 1));
    ck_assert_int_eq(netmkt_settings_set_readiness_rules(NULL, rules), NETMKT_E_INVALID);
    netmkt_settings_free(settings);
    netmkt_readiness_rules_free(rules);
}
END_TEST

START_TEST(each_failed_allocation_is_survived)
{
    static const char text[] = "know \"a\": visit\nbuy \"b\": order kept and no complaint\n";
    faulty_memory memory = {0, 0, 0, 0};
    netmkt_context_options context_options;
    netmkt_store_options store_options;
    netmkt_status status = NETMKT_E_NOMEM;
    netmkt_context *context;
    netmkt_store *store;
    netmkt_settings *settings;
    uint64_t fail = 0;

    netmkt_context_options_init(&context_options);
    context_options.allocate = faulty_memory_allocate;
    context_options.allocate_user = &memory;
    ck_assert_int_eq(netmkt_context_new(&context_options, &context), NETMKT_OK);
    netmkt_store_options_init(&store_options);
    store_options.context = context;
    ck_assert_int_eq(netmkt_store_open(NULL, &store_options, &store), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_new(context, &settings), NETMKT_OK);
    for (; status == NETMKT_E_NOMEM; fail++) {
        netmkt_readiness_rules *rules;

        memory.fail_at = memory.calls + fail + 1;
        status = netmkt_readiness_rules_parse(store, text, sizeof text - 1, &rules);
        ck_assert_int_eq(rules == NULL, status != NETMKT_OK);
        if (status == NETMKT_OK)
            status = netmkt_settings_set_readiness_rules(settings, rules);
        memory.fail_at = 0;
        netmkt_readiness_rules_free(rules);
    }
    ck_assert_int_eq(status, NETMKT_OK);
    ck_assert_uint_gt(fail, 5);
    netmkt_settings_free(settings);
    netmkt_store_close(store);
    netmkt_context_free(context);
    ck_assert_int_eq(memory.blocks, 0);
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("rules");
    TCase *tcase = tcase_create("all");

    tcase_add_test(tcase, the_default_rules_are_their_text);
    tcase_add_test(tcase, rules_are_ordered_by_stage_and_blanks_do_not_matter);
    tcase_add_test(tcase, what_is_wrong_is_said_with_the_line);
    tcase_add_test(tcase, no_more_than_200_rules);
    tcase_add_test(tcase, each_condition_decides);
    tcase_add_test(tcase, default_rules_come_back);
    tcase_add_test(tcase, each_failed_allocation_is_survived);
    suite_add_tcase(suite, tcase);
    return suite;
}
