/* Stages of customers: by rules of our own, with the history of one, and everybody's kept current from day to day. */
#include <stdio.h>
#include <string.h>

#include <netmkt/netmkt.h>

#define DAY INT64_C(86400000)

static const char our_rules[] = "# a tea house: who comes for a tasting trusts us, who comes often likes us\n"
                                "know  \"was seen\":           any\n"
                                "trust \"came to a tasting\":   visit on face_to_face\n"
                                "like  \"comes often\":         at least 3 days of visit within 60 days\n"
                                "buy   \"bought, and kept it\": order kept\n"
                                "loyal \"buys again\":          at least 2 days of order kept within 180 days\n";

static int32_t print(void *user, const char *bytes, size_t size)
{
    (void)user;
    return fwrite(bytes, 1, size, stdout) == size ? 0 : 1;
}

static netmkt_status add(netmkt_store *store, const char *who, int64_t day, netmkt_kind_id kind, netmkt_channel_id channel)
{
    netmkt_event event;
    netmkt_status status;

    netmkt_event_init(&event);
    status = netmkt_customer_put(store, who, &event.customer);
    event.time_ms = day * DAY;
    event.kind = kind;
    event.channel = channel;
    event.amount = kind == NETMKT_KIND_ORDER ? 1990 : 0;
    return status == NETMKT_OK ? netmkt_event_append(store, &event, sizeof event, 1, NULL) : status;
}

static netmkt_status fill(netmkt_store *store)
{
    netmkt_status status = add(store, "anna", 20000, NETMKT_KIND_IMPRESSION, NETMKT_CHANNEL_SOCIAL);

    for (int64_t day = 20010; day < 20100 && status == NETMKT_OK; day += 10)
        status = add(store, "anna", day, day % 30 == 0 ? NETMKT_KIND_ORDER : NETMKT_KIND_VISIT, NETMKT_CHANNEL_FACE_TO_FACE);
    return status == NETMKT_OK ? add(store, "ben", 20095, NETMKT_KIND_VISIT, NETMKT_CHANNEL_WEBSITE) : status;
}

static netmkt_status use_our_rules(netmkt_store *store, netmkt_settings *settings)
{
    netmkt_readiness_rules *rules;
    netmkt_status status = netmkt_readiness_rules_parse(store, our_rules, strlen(our_rules), &rules);

    if (status == NETMKT_OK)
        status = netmkt_settings_set_readiness_rules(settings, rules);
    netmkt_readiness_rules_free(rules);
    return status;
}

static netmkt_status show(netmkt_table *table, const char *title)
{
    netmkt_status status;

    printf("\n%s\n\n", title);
    status = netmkt_table_write(table, NETMKT_FORMAT_TEXT, print, NULL);
    netmkt_table_free(table);
    return status;
}

/* A day later: who changed, without looking at everybody. */
static netmkt_status next_days(netmkt_store *store, const netmkt_model *model, const netmkt_settings *settings)
{
    netmkt_stage_tracker *tracker;
    netmkt_table *changes;
    netmkt_status status = netmkt_stage_tracker_new(store, model, settings, &tracker);

    if (status == NETMKT_OK)
        status = netmkt_stage_tracker_update(tracker, 20100 * DAY, NULL, NULL);
    if (status == NETMKT_OK)
        status = add(store, "ben", 20100, NETMKT_KIND_ORDER, NETMKT_CHANNEL_WEBSITE);
    if (status == NETMKT_OK)
        status = netmkt_stage_tracker_update(tracker, 20101 * DAY, NULL, &changes);
    if (status == NETMKT_OK)
        status = show(changes, "What changed in a day");
    netmkt_stage_tracker_free(tracker);
    return status;
}

int main(void)
{
    netmkt_store *store = NULL;
    netmkt_settings *settings = NULL;
    netmkt_model *model = NULL;
    netmkt_table *table = NULL;
    int done = netmkt_store_open(NULL, NULL, &store) == NETMKT_OK && netmkt_settings_new(NULL, &settings) == NETMKT_OK && fill(store) == NETMKT_OK &&
               use_our_rules(store, settings) == NETMKT_OK && netmkt_stage_model(store, settings, NETMKT_LATEST, &model) == NETMKT_OK &&
               netmkt_stage_history(store, model, settings, 1, 20300 * DAY, &table) == NETMKT_OK && show(table, "Anna's history") == NETMKT_OK &&
               netmkt_stage_counts(store, model, settings, NETMKT_LATEST, &table) == NETMKT_OK && show(table, "Everybody") == NETMKT_OK &&
               next_days(store, model, settings) == NETMKT_OK;

    if (!done)
        fprintf(stderr, "%s\n", netmkt_last_error());
    netmkt_model_free(model);
    netmkt_settings_free(settings);
    netmkt_store_close(store);
    return done ? 0 : 1;
}
