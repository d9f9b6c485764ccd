/* All tables of a store together. */
#include "record/records.h"

#include <string.h>

void netmkt__records_init(netmkt__records *records, netmkt_context *context)
{
    memset(records, 0, sizeof *records);
    records->context = context;
    netmkt__customers_init(&records->customers, context);
    netmkt__attributes_init(&records->attributes, context);
    netmkt__kinds_init(&records->kinds, context);
    netmkt__channels_init(&records->channels, context);
    netmkt__campaigns_init(&records->campaigns, context);
    netmkt__offers_init(&records->offers, context);
    netmkt__notes_init(&records->notes, context);
    netmkt__spends_init(&records->spends, context);
    netmkt__consents_init(&records->consents, context);
    netmkt__disclosures_init(&records->disclosures, context);
    netmkt__suppressions_init(&records->suppressions, context);
    netmkt__events_init(&records->events, context);
}

void netmkt__records_free(netmkt__records *records)
{
    netmkt__customers_free(&records->customers);
    netmkt__attributes_free(&records->attributes);
    netmkt__kinds_free(&records->kinds);
    netmkt__channels_free(&records->channels);
    netmkt__campaigns_free(&records->campaigns);
    netmkt__offers_free(&records->offers);
    netmkt__notes_free(&records->notes);
    netmkt__spends_free(&records->spends);
    netmkt__consents_free(&records->consents);
    netmkt__disclosures_free(&records->disclosures);
    netmkt__suppressions_free(&records->suppressions);
    netmkt__events_free(&records->events);
}

void netmkt__records_mark(netmkt__records *records)
{
    records->customers.mark = records->customers.keys.count;
    records->kinds.mark = records->kinds.names.map.count;
    records->channels.mark = records->channels.names.map.count;
    netmkt__attributes_mark(&records->attributes);
    netmkt__campaigns_mark(&records->campaigns);
    netmkt__offers_mark(&records->offers);
    netmkt__notes_mark(&records->notes);
    netmkt__spends_mark(&records->spends);
    netmkt__consents_mark(&records->consents);
    netmkt__disclosures_mark(&records->disclosures);
    netmkt__suppressions_mark(&records->suppressions);
    netmkt__events_mark(&records->events);
}

/* Events first, then what they refer to. */
void netmkt__records_rollback(netmkt__records *records)
{
    netmkt__events_rollback(&records->events, records->customers.mark);
    netmkt__disclosures_rollback(&records->disclosures);
    netmkt__consents_rollback(&records->consents);
    netmkt__spends_rollback(&records->spends);
    netmkt__notes_rollback(&records->notes);
    netmkt__offers_rollback(&records->offers);
    netmkt__campaigns_rollback(&records->campaigns);
    netmkt__attributes_rollback(&records->attributes);
    netmkt__map_truncate(&records->customers.keys, records->customers.mark);
    netmkt__kinds_truncate(&records->kinds, records->kinds.mark);
    netmkt__channels_truncate(&records->channels, records->channels.mark);
    netmkt__suppressions_rollback(&records->suppressions, &records->customers);
}

int netmkt__records_changed(const netmkt__records *r)
{
    return netmkt__events_pending(&r->events) > 0 || r->customers.keys.count != r->customers.mark || r->kinds.names.map.count != r->kinds.mark ||
           r->channels.names.map.count != r->channels.mark || r->attributes.names.map.count != r->attributes.mark || r->attributes.undo_count > 0 ||
           r->campaigns.names.map.count != r->campaigns.mark || r->campaigns.undo_count > 0 || r->offers.names.map.count != r->offers.mark ||
           r->offers.undo_count > 0 || r->notes.undo_count > 0 || r->spends.keys.count != r->spends.mark || r->spends.undo_count > 0 ||
           r->consents.count != r->consents.mark || r->disclosures.count != r->disclosures.mark ||
           netmkt__suppressions_changed(&r->suppressions);
}

netmkt__event_world netmkt__records_world(const netmkt__records *records)
{
    netmkt__event_world world = {
        .customers = &records->customers,
        .kinds = &records->kinds,
        .channels = &records->channels,
        .campaigns = records->campaigns.names.map.count,
        .offers = records->offers.names.map.count,
    };

    return world;
}
