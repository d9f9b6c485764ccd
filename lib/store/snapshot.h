/* A snapshot: the tables as sections of the file, and back. Types of sections are frozen; docs/file-format.md, part 2. */
#ifndef NETMKT_STORE_SNAPSHOT_H
#define NETMKT_STORE_SNAPSHOT_H

#include "journal/journal.h"
#include "record/records.h"

/* Types of sections; frozen. */
enum {
    NETMKT__IN_STORE = 1,
    NETMKT__IN_KEY_BYTES = 16,
    NETMKT__IN_KEY_OFFSETS = 17,
    NETMKT__IN_REDIRECT = 18,
    NETMKT__IN_ATTRIBUTES = 32,
    NETMKT__IN_TEXT_BYTES = 33,
    NETMKT__IN_TEXT_OFFSETS = 34,
    NETMKT__IN_KINDS = 48,
    NETMKT__IN_CHANNELS = 49,
    NETMKT__IN_CAMPAIGNS = 50,
    NETMKT__IN_OFFERS = 51,
    NETMKT__IN_NOTES = 52,
    NETMKT__IN_CONSENTS = 53,
    NETMKT__IN_SUPPRESSIONS = 54,
    NETMKT__IN_SPENDS = 55,
    NETMKT__IN_DISCLOSURES = 56,
    NETMKT__IN_SAID = 57,
    NETMKT__IN_EVENT_OFFSETS = 64,
    NETMKT__IN_EVENT_COLUMNS = 65, /* + column */
    NETMKT__IN_EVENT_COLUMNS_END = NETMKT__IN_EVENT_COLUMNS + NETMKT__EVENT_COLUMNS,
    NETMKT__IN_VALUES = 0x10000, /* + number of the attribute */
    NETMKT__IN_PRESENT = 0x20000, /* + number of the attribute */
    NETMKT__IN_END = 0x30000
};

/* Sections of tables, in the order of their types, pointing into them; small ones into `lists`. */
typedef struct netmkt__image {
    netmkt_context *context;
    netmkt__section *sections;
    size_t count, capacity;
    netmkt__buffer lists;
} netmkt__image;

/* The events must be settled. The tables must stay as they are while the image is used. */
netmkt_status netmkt__image_make(const netmkt__records *records, netmkt__image *image);
void netmkt__image_free(netmkt__image *image);

/* Fill empty tables: all is checked, the events' columns are lent, all else is copied. */
netmkt_status netmkt__records_load(netmkt__records *records, const netmkt__section *sections, size_t count);
/* Swap the base of the events for the same columns as mapped. */
void netmkt__records_remap(netmkt__records *records, const netmkt__section *sections, size_t count);

/* netmkt__journal_reader's functions, with the tables as user. */
netmkt__journal_reader netmkt__records_reader(netmkt__records *records);

#endif
