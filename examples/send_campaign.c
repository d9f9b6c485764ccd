/* A campaign from audience to answer: pick the audience, ask permission, reserve, commit, send, record what came back.
 *
 * The order matters. A message is reserved, and so counted, in the step that permits it: two programs that send at once never pass the caps together.
 * It is committed before it is sent: after a crash nobody gets more than he agreed to; at worst a message was counted that never left. Its
 * reference is made of campaign and customer: run again, the program sends nobody the same message twice. */
#include <stdio.h>
#include <string.h>

#include <netmkt/netmkt.h>

#define MINUTE INT64_C(60000)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)
#define NOW (INT64_C(20500) * DAY + 9 * HOUR) /* 2026-02-16 09:00 UTC */

static const char campaign_name[] = "spring";
static const char audience_text[] = "orders >= 1 and last(order) > 365 days ago";
static const char rules_text[] = "everybody: day 1, week 2, quiet_from 21:00, quiet_to 8:00\n"
                                 "everybody on email: channel_week 1\n";

enum { MOST = 100 };

typedef struct shop {
    netmkt_store *store;
    netmkt_settings *settings;
    netmkt_campaign_id campaign;
    netmkt_customer_id sent[MOST];
    size_t sent_count;
} shop;

/* --- a shop with a few customers, as a CRM would have it already --- */

static netmkt_status add_event(shop *s, netmkt_customer_id customer, netmkt_kind_id kind, netmkt_channel_id channel, int64_t time_ms, int64_t amount)
{
    netmkt_event event;

    netmkt_event_init(&event);
    event.customer = customer;
    event.kind = kind;
    event.channel = channel;
    event.time_ms = time_ms;
    event.amount = amount;
    return netmkt_event_append(s->store, &event, sizeof event, 1, NULL);
}

static netmkt_status add_consent(shop *s, netmkt_customer_id customer, int32_t status, int64_t time_ms)
{
    netmkt_consent consent;

    netmkt_consent_init(&consent);
    consent.customer = customer;
    consent.channel = NETMKT_CHANNEL_EMAIL;
    consent.status = status;
    consent.time_ms = time_ms;
    consent.source = "checkout form";
    consent.policy = "2026-01";
    return netmkt_consent_add(s->store, &consent, sizeof consent, 1, NULL);
}

static netmkt_status add_people(shop *s)
{
    static const struct {
        const char *key, *email;
        int32_t consent, offset_minutes;
    } people[] = {
        {"anna", "anna@example.com", NETMKT_CONSENT_CONFIRMED, 60}, {"ben", "ben@example.com", NETMKT_CONSENT_CONFIRMED, 60},
        {"carla", "carla@example.com", NETMKT_CONSENT_WITHDRAWN, 60}, {"dora", "dora@example.com", NETMKT_CONSENT_CONFIRMED, -300},
        {"emil", NULL, NETMKT_CONSENT_CONFIRMED, 60},               {"fred", "fred@example.com", NETMKT_CONSENT_UNKNOWN, 60},
    };
    netmkt_status status = NETMKT_OK;

    for (size_t i = 0; i < sizeof people / sizeof people[0] && status == NETMKT_OK; i++) {
        netmkt_customer_id id;

        status = netmkt_customer_put(s->store, people[i].key, &id);
        if (status == NETMKT_OK && people[i].email != NULL)
            status = netmkt_customer_set_text(s->store, id, NETMKT_ATTRIBUTE_EMAIL, people[i].email);
        if (status == NETMKT_OK)
            status = netmkt_customer_set_int(s->store, id, NETMKT_ATTRIBUTE_UTC_OFFSET, people[i].offset_minutes);
        if (status == NETMKT_OK)
            status = add_event(s, id, NETMKT_KIND_ORDER, NETMKT_CHANNEL_WEBSITE, NOW - (int64_t)(10 + i) * DAY, 2500);
        if (status == NETMKT_OK)
            status = add_consent(s, id, people[i].consent, NOW - 10 * DAY);
    }
    return status;
}

static netmkt_status fill(shop *s)
{
    netmkt_channel_id email = NETMKT_CHANNEL_EMAIL;
    netmkt_suppression wish;
    netmkt_campaign campaign;
    netmkt_status status = add_people(s);

    netmkt_campaign_init(&campaign);
    campaign.function = NETMKT_FUNCTION_SALES_PROMOTION;
    if (status == NETMKT_OK)
        status = netmkt_campaign_put(s->store, campaign_name, &campaign, &email, 1, audience_text, "New teas", &s->campaign);
    netmkt_suppression_init(&wish); /* Ben wrote that he wants no mail any more */
    wish.key = "ben";
    wish.reason = NETMKT_SUPPRESSED_ASKED;
    wish.time_ms = NOW - 3 * DAY;
    if (status == NETMKT_OK)
        status = netmkt_suppression_add(s->store, &wish, sizeof wish, 1, NULL);
    return status == NETMKT_OK ? netmkt_store_commit(s->store) : status;
}

static netmkt_status use_rules(shop *s)
{
    netmkt_permission_rules *rules;
    netmkt_status status = netmkt_permission_rules_parse(s->store, rules_text, strlen(rules_text), &rules);

    if (status == NETMKT_OK)
        status = netmkt_settings_set_permission_rules(s->settings, rules);
    netmkt_permission_rules_free(rules);
    return status;
}

/* --- the campaign --- */

static netmkt_status pick(shop *s, netmkt_customer_id *ids, size_t *count)
{
    netmkt_segment *audience;
    netmkt_status status = netmkt_segment_parse(s->store, audience_text, &audience, NULL);

    if (status == NETMKT_OK)
        status = netmkt_segment_ids(s->store, audience, s->settings, NOW, MOST, ids, count);
    netmkt_segment_free(audience);
    return status;
}

/* Which reasons, or when it may be. */
static void say_no(const char *key, const netmkt_permission *answer)
{
    char when[40] = "";

    printf("  %-6s no:", key);
    for (uint32_t bit = 0; bit < NETMKT_AGAINST_COUNT; bit++)
        if ((answer->reasons >> bit & 1) != 0)
            printf(" %s", netmkt_against_name(UINT32_C(1) << bit));
    if (answer->earliest_ms != NETMKT_NEVER && netmkt_time_format(answer->earliest_ms, when, sizeof when) == NETMKT_OK)
        printf(", but from %s", when);
    puts("");
}

static netmkt_status reserve(shop *s, netmkt_customer_id customer)
{
    netmkt_permission answer = {.struct_size = sizeof answer};
    char key[256], text[320], address[256];
    netmkt_event message;
    netmkt_status status;

    netmkt_event_init(&message);
    message.customer = customer;
    message.kind = NETMKT_KIND_MESSAGE;
    message.channel = NETMKT_CHANNEL_EMAIL;
    message.campaign = s->campaign;
    message.variant = (uint16_t)(1 + customer % 2); /* two subject lines, for netmkt_experiment_read() later */
    message.time_ms = NOW;
    status = netmkt_customer_key(s->store, customer, key, sizeof key, NULL);
    if (status == NETMKT_OK) {
        (void)snprintf(text, sizeof text, "%s/%s", campaign_name, key);
        status = netmkt_reference_from_text(text, message.reference);
    }
    if (status == NETMKT_OK)
        status = netmkt_contact_reserve(s->store, s->settings, &message, NETMKT_FUNCTION_SALES_PROMOTION, &answer);
    if (status == NETMKT_E_EXISTS) {
        printf("  %-6s has it already\n", key);
        return NETMKT_OK;
    }
    if (status != NETMKT_OK)
        return status;
    if (!answer.allowed) {
        say_no(key, &answer);
        return NETMKT_OK;
    }
    if (netmkt_customer_get_text(s->store, customer, NETMKT_ATTRIBUTE_EMAIL, address, sizeof address, NULL) != NETMKT_OK) {
        printf("  %-6s has no address: taken back\n", key);
        return netmkt_contact_cancel(s->store, message.reference); /* before the commit it can be */
    }
    printf("  %-6s yes, variant %u\n", key, (unsigned)message.variant);
    s->sent[s->sent_count++] = customer;
    return NETMKT_OK;
}

/* Whatever sends mail in your house. */
static void send_mail(const char *address)
{
    printf("  mail to %s\n", address);
}

static netmkt_status send_all(shop *s)
{
    netmkt_customer_id ids[MOST];
    size_t count = 0;
    netmkt_status status = pick(s, ids, &count);

    s->sent_count = 0;
    printf("\naudience: %zu\n", count);
    for (size_t i = 0; i < count && i < MOST && status == NETMKT_OK; i++)
        status = reserve(s, ids[i]);
    if (status == NETMKT_OK)
        status = netmkt_store_commit(s->store);
    for (size_t i = 0; i < s->sent_count && status == NETMKT_OK; i++) {
        char address[256];

        status = netmkt_customer_get_text(s->store, s->sent[i], NETMKT_ATTRIBUTE_EMAIL, address, sizeof address, NULL);
        if (status == NETMKT_OK)
            send_mail(address);
    }
    return status;
}

/* What comes back: an event of the campaign for each. Those that are about the channel change what is permitted from then on. */
static netmkt_status record_responses(shop *s)
{
    static const netmkt_kind_id kinds[] = {NETMKT_KIND_CLICK, NETMKT_KIND_ORDER, NETMKT_KIND_UNSUBSCRIBE};
    netmkt_status status = NETMKT_OK;

    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0] && s->sent_count > 0 && status == NETMKT_OK; i++) {
        netmkt_event event;

        netmkt_event_init(&event);
        event.customer = s->sent[0];
        event.kind = kinds[i];
        event.channel = NETMKT_CHANNEL_EMAIL;
        event.campaign = s->campaign;
        event.variant = (uint16_t)(1 + s->sent[0] % 2);
        event.time_ms = NOW + (int64_t)(i + 1) * HOUR;
        event.amount = kinds[i] == NETMKT_KIND_ORDER ? 4200 : 0;
        status = netmkt_event_append(s->store, &event, sizeof event, 1, NULL);
    }
    return status == NETMKT_OK ? netmkt_store_commit(s->store) : status;
}

static netmkt_status ask_again(shop *s)
{
    netmkt_permission answer = {.struct_size = sizeof answer};
    netmkt_status status = netmkt_may_contact(s->store, s->settings, 1, NETMKT_CHANNEL_EMAIL, NETMKT_FUNCTION_SALES_PROMOTION, 0, NOW + 30 * DAY, &answer);

    puts("\na month later, after anna clicked, bought, and unsubscribed");
    if (status == NETMKT_OK && !answer.allowed)
        say_no("anna", &answer);
    return status;
}

int main(void)
{
    shop s = {.store = NULL};
    netmkt_status status = netmkt_store_open(NULL, NULL, &s.store); /* in memory; a path keeps it */

    if (status == NETMKT_OK)
        status = netmkt_settings_new(NULL, &s.settings);
    if (status == NETMKT_OK)
        status = fill(&s);
    if (status == NETMKT_OK)
        status = use_rules(&s);
    if (status == NETMKT_OK)
        status = send_all(&s);
    if (status == NETMKT_OK)
        status = record_responses(&s);
    if (status == NETMKT_OK)
        status = send_all(&s); /* run twice by mistake */
    if (status == NETMKT_OK)
        status = ask_again(&s);
    if (status != NETMKT_OK)
        (void)fprintf(stderr, "%s\n", netmkt_last_error());
    netmkt_settings_free(s.settings);
    netmkt_store_close(s.store);
    return status == NETMKT_OK ? 0 : 1;
}
