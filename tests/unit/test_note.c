/* Saved texts as records: what a file may say of them, and what is damage. */
#include <string.h>

#include "record/note.h"
#include "support/support.h"

static netmkt__notes notes;

static netmkt_status decode(uint32_t kind, uint32_t there, const char *name, size_t name_length, const char *text, size_t cut)
{
    netmkt__buffer buffer = {.context = NULL};
    netmkt__reader reader;
    netmkt_status status;

    ck_assert_int_eq(netmkt__buffer_reserve(&buffer, 70000), NETMKT_OK);
    netmkt__buffer_u32(&buffer, kind);
    netmkt__buffer_u32(&buffer, there);
    netmkt__buffer_text(&buffer, name, name_length);
    if (text != NULL)
        netmkt__buffer_text(&buffer, text, strlen(text));
    reader = netmkt__reader_of(buffer.bytes, buffer.size - cut);
    status = netmkt__note_decode(&notes, &reader);
    netmkt__buffer_free(&buffer);
    return status;
}

static size_t count(void)
{
    size_t n = 0;

    for (size_t i = 0; i < notes.count; i++)
        n += notes.entries[i] != NULL;
    return n;
}

START_TEST(test_records)
{
    netmkt__notes_init(&notes, NULL);
    ck_assert_int_eq(decode(NETMKT__NOTE_SEGMENT, 1, "a", 1, "true", 0), NETMKT_OK);
    ck_assert_str_eq(netmkt__note_text(netmkt__note_find(&notes, NETMKT__NOTE_SEGMENT, "a", 1)), "true");
    ck_assert_ptr_null(netmkt__note_find(&notes, 77, "a", 1));
    for (size_t cut = 1; cut <= 21; cut++)
        ck_assert_int_eq(decode(NETMKT__NOTE_SEGMENT, 1, "b", 1, "true", cut), NETMKT_E_CORRUPT);
    ck_assert_int_eq(decode(0, 1, "b", 1, "true", 0), NETMKT_E_CORRUPT);
    ck_assert_int_eq(decode(NETMKT__NOTE_KINDS, 1, "b", 1, "true", 0), NETMKT_E_CORRUPT);
    ck_assert_int_eq(decode(NETMKT__NOTE_SEGMENT, 2, "b", 1, "true", 0), NETMKT_E_CORRUPT);
    ck_assert_int_eq(decode(NETMKT__NOTE_SEGMENT, 1, "", 0, "true", 0), NETMKT_E_CORRUPT);
    ck_assert_int_eq(decode(NETMKT__NOTE_SEGMENT, 1, "b\n", 2, "true", 0), NETMKT_E_CORRUPT);
    ck_assert_int_eq(decode(NETMKT__NOTE_SEGMENT, 1, "b", 1, "\xff", 0), NETMKT_E_CORRUPT);
    ck_assert_int_eq(decode(NETMKT__NOTE_SEGMENT, 0, "b", 1, NULL, 0), NETMKT_E_CORRUPT); /* it is not there */
    ck_assert_uint_eq(count(), 1);
    ck_assert_int_eq(decode(NETMKT__NOTE_SEGMENT, 0, "a", 1, NULL, 0), NETMKT_OK);
    ck_assert_uint_eq(count(), 0);
    netmkt__notes_free(&notes);
}
END_TEST

/* Any changes, undone, leave what was marked, in its order. */
START_TEST(test_undo)
{
    static const char *const names[] = {"a", "b", "c", "d"};
    uint32_t state = 1;

    netmkt__notes_init(&notes, NULL);
    ck_assert_int_eq(netmkt__note_put(&notes, NETMKT__NOTE_SEGMENT, "a", 1, "one", 3), NETMKT_OK);
    ck_assert_int_eq(netmkt__note_put(&notes, NETMKT__NOTE_SEGMENT, "c", 1, "two", 3), NETMKT_OK);
    netmkt__notes_mark(&notes);
    for (int round = 0; round < 200; round++) {
        for (int i = 0; i < round % 9; i++) {
            state = state * 1664525u + 1013904223u;
            if (state >> 24 & 1)
                (void)netmkt__note_put(&notes, NETMKT__NOTE_SEGMENT, names[state >> 28 & 3], 1, "x", 1);
            else
                (void)netmkt__note_remove(&notes, NETMKT__NOTE_SEGMENT, names[state >> 28 & 3], 1);
        }
        netmkt__notes_rollback(&notes);
        ck_assert_uint_eq(notes.count, 2);
        ck_assert_str_eq(notes.entries[0]->texts, "a");
        ck_assert_str_eq(netmkt__note_text(notes.entries[0]), "one");
        ck_assert_str_eq(netmkt__note_text(notes.entries[1]), "two");
    }
    netmkt__notes_free(&notes);
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("note");
    TCase *records = tcase_create("records");

    tcase_add_test(records, test_records);
    tcase_add_test(records, test_undo);
    suite_add_tcase(suite, records);
    return suite;
}
