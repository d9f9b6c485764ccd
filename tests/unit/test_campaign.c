/* Campaigns. */
#include <netmkt/event.h>
#include <string.h>

#include "support/support.h"

static netmkt_store *store;

static void open_store(void)
{
    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK);
}

static void close_store(void)
{
    netmkt_store_close(store);
}

START_TEST(put_and_get)
{
    const netmkt_channel_id used[] = {NETMKT_CHANNEL_EMAIL, NETMKT_CHANNEL_SMS, NETMKT_CHANNEL_SEM};
    netmkt_campaign campaign, back = {.struct_size = sizeof back};
    const char *name, *audience, *content;
    netmkt_channel_id channels[3] = {0, 0, 77};
    netmkt_campaign_id id;
    size_t count;

    netmkt_campaign_init(NULL);
    netmkt_campaign_init(&campaign);
    campaign.function = NETMKT_FUNCTION_SALES_PROMOTION;
    campaign.budget = 100000;
    campaign.start_ms = 5;
    campaign.end_ms = 5;
    ck_assert_int_eq(netmkt_campaign_put(store, "Spring, 2024", &campaign, used, 3, "young people", "buy tea", &id), NETMKT_OK);
    ck_assert_uint_eq(id, 1);
    ck_assert_int_eq(netmkt_campaign_get(store, 1, &back, &name, &audience, &content, channels, 2, &count), NETMKT_OK);
    ck_assert_mem_eq(&back, &campaign, sizeof back);
    ck_assert_str_eq(name, "Spring, 2024");
    ck_assert_str_eq(audience, "young people");
    ck_assert_str_eq(content, "buy tea");
    ck_assert_uint_eq(count, 3);
    ck_assert_uint_eq(channels[1], NETMKT_CHANNEL_SMS);
    ck_assert_uint_eq(channels[2], 77); /* no more than the capacity */
    ck_assert_int_eq(netmkt_campaign_get(store, 1, NULL, NULL, NULL, NULL, NULL, 0, NULL), NETMKT_OK);
    ck_assert_int_eq(netmkt_campaign_get(store, 2, &back, &name, &audience, &content, channels, 2, &count), NETMKT_DONE);
    ck_assert_ptr_null(name);
    ck_assert_int_eq(netmkt_campaign_get(store, 0, NULL, NULL, NULL, NULL, NULL, 0, NULL), NETMKT_DONE);
    ck_assert_int_eq(netmkt_campaign_put(store, "plain", NULL, NULL, 0, NULL, NULL, &id), NETMKT_OK);
    ck_assert_uint_eq(id, 2);
    ck_assert_int_eq(netmkt_campaign_get(store, 2, &back, NULL, &audience, &content, NULL, 0, &count), NETMKT_OK);
    ck_assert_str_eq(audience, "");
    ck_assert_str_eq(content, "");
    ck_assert_int_eq(back.budget + back.start_ms + back.end_ms + back.function, 0);
    ck_assert_int_eq(netmkt_campaign_by_name(store, "plain", &id), NETMKT_OK);
    ck_assert_uint_eq(id, 2);
    ck_assert_int_eq(netmkt_campaign_by_name(store, "none", &id), NETMKT_E_NOT_FOUND);
    ck_assert_uint_eq(id, 0);
}
END_TEST

START_TEST(replaced_and_rolled_back)
{
    netmkt_campaign campaign, back = {.struct_size = sizeof back};
    const char *content;
    netmkt_campaign_id id;

    netmkt_campaign_init(&campaign);
    campaign.budget = 1;
    ck_assert_int_eq(netmkt_campaign_put(store, "a", &campaign, NULL, 0, NULL, "one", NULL), NETMKT_OK);
    ck_assert_int_eq(netmkt_store_commit(store), NETMKT_OK);
    for (campaign.budget = 2; campaign.budget < 5; campaign.budget++)
        ck_assert_int_eq(netmkt_campaign_put(store, "a", &campaign, NULL, 0, NULL, "more", &id), NETMKT_OK);
    ck_assert_uint_eq(id, 1);
    ck_assert_int_eq(netmkt_campaign_put(store, "b", &campaign, NULL, 0, NULL, "two", &id), NETMKT_OK);
    ck_assert_int_eq(netmkt_campaign_put(store, "b", &campaign, NULL, 0, NULL, "three", &id), NETMKT_OK);
    ck_assert_int_eq(netmkt_campaign_get(store, 1, &back, NULL, NULL, &content, NULL, 0, NULL), NETMKT_OK);
    ck_assert_int_eq(back.budget, 4);
    ck_assert_str_eq(content, "more");
    ck_assert_int_eq(netmkt_store_rollback(store), NETMKT_OK);
    ck_assert_int_eq(netmkt_campaign_get(store, 1, &back, NULL, NULL, &content, NULL, 0, NULL), NETMKT_OK);
    ck_assert_int_eq(back.budget, 1);
    ck_assert_str_eq(content, "one");
    ck_assert_int_eq(netmkt_campaign_by_name(store, "b", &id), NETMKT_E_NOT_FOUND);
}
END_TEST

static netmkt_status put(const netmkt_campaign *campaign)
{
    return netmkt_campaign_put(store, "x", campaign, NULL, 0, NULL, NULL, NULL);
}

START_TEST(wrong)
{
    netmkt_channel_id channels[65];
    netmkt_campaign campaign, good;
    netmkt_campaign_id id;
    char text[4097];

    netmkt_campaign_init(&good);
    campaign = good;
    campaign.struct_size--;
    ck_assert_int_eq(put(&campaign), NETMKT_E_UNSUPPORTED);
    ck_assert_int_eq(netmkt_campaign_get(store, 1, &campaign, NULL, NULL, NULL, NULL, 0, NULL), NETMKT_E_UNSUPPORTED);
    campaign = good;
    campaign.function = -1;
    ck_assert_int_eq(put(&campaign), NETMKT_E_INVALID);
    campaign = good;
    campaign.budget = -1;
    ck_assert_int_eq(put(&campaign), NETMKT_E_INVALID);
    campaign = good;
    campaign.start_ms = 10;
    campaign.end_ms = 9;
    ck_assert_int_eq(put(&campaign), NETMKT_E_INVALID);
    campaign = good;
    campaign.end_ms = NETMKT_TIME_MAX + 1;
    ck_assert_int_eq(put(&campaign), NETMKT_E_INVALID);
    for (size_t i = 0; i < 65; i++)
        channels[i] = 1;
    ck_assert_int_eq(netmkt_campaign_put(store, "x", NULL, channels, 65, NULL, NULL, NULL), NETMKT_E_INVALID);
    channels[3] = 0;
    ck_assert_int_eq(netmkt_campaign_put(store, "x", NULL, channels, 64, NULL, NULL, NULL), NETMKT_E_INVALID);
    channels[3] = 256;
    ck_assert_int_eq(netmkt_campaign_put(store, "x", NULL, channels, 64, NULL, NULL, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_campaign_put(store, "x", NULL, NULL, 1, NULL, NULL, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_campaign_put(store, "", NULL, NULL, 0, NULL, NULL, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_campaign_put(store, "a\tb", NULL, NULL, 0, NULL, NULL, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_campaign_put(store, NULL, NULL, NULL, 0, NULL, NULL, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_campaign_put(NULL, "x", NULL, NULL, 0, NULL, NULL, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_campaign_put(store, "x", NULL, NULL, 0, "\xff", NULL, NULL), NETMKT_E_FORMAT);
    memset(text, 'c', sizeof text);
    text[4096] = '\0';
    ck_assert_int_eq(netmkt_campaign_put(store, "x", NULL, NULL, 0, NULL, text, NULL), NETMKT_E_FORMAT);
    text[256] = '\0';
    ck_assert_int_eq(netmkt_campaign_put(store, text, NULL, NULL, 0, NULL, NULL, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_campaign_by_name(store, "x", &id), NETMKT_E_NOT_FOUND);
    ck_assert_int_eq(netmkt_campaign_by_name(store, NULL, &id), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_campaign_by_name(NULL, "x", &id), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_campaign_by_name(store, "x", NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_campaign_get(NULL, 1, NULL, NULL, NULL, NULL, NULL, 0, NULL), NETMKT_E_INVALID);
    text[255] = '\0';
    channels[3] = 26;
    ck_assert_int_eq(netmkt_campaign_put(store, text, &good, channels, 64, NULL, NULL, NULL), NETMKT_OK);
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("campaign");
    TCase *tests = tcase_create("campaign");

    tcase_add_checked_fixture(tests, open_store, close_store);
    tcase_add_test(tests, put_and_get);
    tcase_add_test(tests, replaced_and_rolled_back);
    tcase_add_test(tests, wrong);
    suite_add_tcase(suite, tests);
    return suite;
}
