/* Rows of an export that are recorded of persons: the suppression list, consents, disclosures. */
#include <string.h>

#include <netmkt/disclosure.h>
#include <netmkt/suppression.h>

#include "base/hex.h"
#include "base/status.h"
#include "io/restore_state.h"
#include "store/store.h"

netmkt_status netmkt__restore_channel(netmkt__restore *r, netmkt_channel_id *out)
{
    const netmkt__csv_field *channel = netmkt__restore_cell(r, NETMKT__EXPORT_CHANNEL);
    uint32_t number = channel->length > 0 ? netmkt__glossary_get(&r->applying->reading->channels, channel->text, channel->length) : 0;

    if (number == NETMKT__MEANS_NOTHING || number == NETMKT__MEANS_OUT)
        return netmkt__fail(NETMKT_E_FORMAT, "\"%.64s\" is no channel", channel->text);
    *out = (netmkt_channel_id)number;
    return NETMKT_OK;
}

netmkt_status netmkt__restore_secret(netmkt__restore *r)
{
    const netmkt__csv_field *text = netmkt__restore_cell(r, NETMKT__EXPORT_CONTENT);
    unsigned char secret[NETMKT_SUPPRESSION_SECRET_MOST];

    if (text->length / 2 > sizeof secret || !netmkt__hex_read(text->text, text->length, secret, text->length / 2))
        return netmkt__fail(NETMKT_E_FORMAT, "no secret of %d to %d bytes in hexadecimal digits", NETMKT_SUPPRESSION_SECRET_LEAST, NETMKT_SUPPRESSION_SECRET_MOST);
    return netmkt_suppression_set_secret(r->store, secret, text->length / 2);
}

netmkt_status netmkt__restore_suppression(netmkt__restore *r)
{
    const netmkt__csv_field *text = netmkt__restore_cell(r, NETMKT__EXPORT_CONTENT);
    netmkt_context *context = r->applying->context;
    unsigned char secret[NETMKT_SUPPRESSION_SECRET_MOST];
    netmkt_suppression entry;
    netmkt_status status;
    size_t secret_size;

    netmkt_suppression_init(&entry);
    status = netmkt_suppression_secret(r->store, secret, &secret_size);
    if (status == NETMKT_OK && secret_size == 0)
        status = netmkt__fail(NETMKT_E_FORMAT, "the secret that hashes are made with is missing before the suppression");
    if (status == NETMKT_OK)
        status = netmkt__grow(context, &r->entry, &r->entry_capacity, r->waiting + 1, sizeof *r->entry);
    if (status == NETMKT_OK)
        status = netmkt__grow(context, &r->hash, &r->hash_capacity, r->waiting + 1, sizeof *r->hash);
    if (status != NETMKT_OK)
        return status;
    if (!netmkt__hex_read(text->text, text->length, r->hash[r->waiting], NETMKT_SUPPRESSION_HASH))
        return netmkt__fail(NETMKT_E_FORMAT, "\"%.80s\" is no hash of %d hexadecimal digits", text->text, 2 * NETMKT_SUPPRESSION_HASH);
    text = netmkt__restore_cell(r, NETMKT__EXPORT_TYPE);
    entry.reason = netmkt_suppressed_by_name(text->text);
    if (entry.reason < 0)
        return netmkt__fail(NETMKT_E_FORMAT, "\"%.64s\" is no reason to suppress", text->text);
    text = netmkt__restore_cell(r, NETMKT__EXPORT_PROPERTIES);
    entry.lifted = strcmp(text->text, "lifted") == 0;
    if (!entry.lifted && strcmp(text->text, "suppressed") != 0)
        return netmkt__fail(NETMKT_E_FORMAT, "\"%.64s\" is neither suppressed nor lifted", text->text);
    status = netmkt__restore_moment(r, NETMKT__EXPORT_TIME, &entry.time_ms);
    if (status == NETMKT_OK)
        status = netmkt__restore_channel(r, &entry.channel);
    if (status != NETMKT_OK)
        return status;
    r->blame = NETMKT__EXPORT_COLUMNS;
    r->entry[r->waiting++] = entry;
    return NETMKT_OK;
}

netmkt_status netmkt__restore_suppressions(netmkt__restore *r)
{
    size_t n = r->waiting;

    r->waiting = 0;
    for (size_t i = 0; i < n; i++)
        r->entry[i].hash = r->hash[i]; /* only now do they stay where they are */
    return n > 0 ? netmkt_suppression_add(r->store, r->entry, sizeof r->entry[0], n, NULL) : NETMKT_OK;
}

netmkt_status netmkt__restore_consent(netmkt__restore *r)
{
    const netmkt__csv_field *purpose;
    netmkt_consent consent;
    netmkt_status status;

    netmkt_consent_init(&consent);
    status = netmkt__restore_channel(r, &consent.channel);
    if (status != NETMKT_OK)
        return status;
    purpose = netmkt__restore_cell(r, NETMKT__EXPORT_FUNCTION);
    consent.status = netmkt_consent_by_name(netmkt__restore_cell(r, NETMKT__EXPORT_TYPE)->text);
    if (consent.status < 0)
        return netmkt__fail(NETMKT_E_FORMAT, "\"%.64s\" is no status of a consent", netmkt__restore_cell(r, NETMKT__EXPORT_TYPE)->text);
    consent.purpose = purpose->length > 0 ? netmkt_purpose_by_name(purpose->text) : 0;
    if (consent.purpose < 0)
        return netmkt__fail(NETMKT_E_FORMAT, "\"%.64s\" is no purpose", purpose->text);
    status = netmkt__restore_moment(r, NETMKT__EXPORT_TIME, &consent.time_ms);
    if (status == NETMKT_OK)
        status = netmkt_customer_find(r->store, netmkt__restore_cell(r, NETMKT__EXPORT_CUSTOMER)->text, &consent.customer);
    if (status != NETMKT_OK)
        return status;
    consent.source = netmkt__restore_cell(r, NETMKT__EXPORT_AUDIENCE)->text;
    consent.proof = netmkt__restore_cell(r, NETMKT__EXPORT_CONTENT)->text;
    consent.policy = netmkt__restore_cell(r, NETMKT__EXPORT_NAME)->text;
    r->blame = NETMKT__EXPORT_COLUMNS;
    return netmkt_consent_add(r->store, &consent, sizeof consent, 1, NULL);
}

netmkt_status netmkt__restore_disclosure(netmkt__restore *r)
{
    netmkt_disclosure disclosure;
    netmkt_status status;

    netmkt_disclosure_init(&disclosure);
    disclosure.ground = netmkt_ground_by_name(netmkt__restore_cell(r, NETMKT__EXPORT_TYPE)->text);
    if (disclosure.ground < 0)
        return netmkt__fail(NETMKT_E_FORMAT, "\"%.64s\" is no ground of a disclosure", netmkt__restore_cell(r, NETMKT__EXPORT_TYPE)->text);
    status = netmkt__restore_moment(r, NETMKT__EXPORT_TIME, &disclosure.time_ms);
    if (status == NETMKT_OK)
        status = netmkt_customer_find(r->store, netmkt__restore_cell(r, NETMKT__EXPORT_CUSTOMER)->text, &disclosure.customer);
    if (status != NETMKT_OK)
        return status;
    disclosure.recipient = netmkt__restore_cell(r, NETMKT__EXPORT_AUDIENCE)->text;
    disclosure.data = netmkt__restore_cell(r, NETMKT__EXPORT_CONTENT)->text;
    r->blame = NETMKT__EXPORT_COLUMNS;
    return netmkt__disclosure_restore(r->store, &disclosure);
}
