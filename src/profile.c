/* netmkt profile: who starts the contacts, on what channels, at what hours. */
#include "commands.h"
#include "common.h"
#include "lists.h"

enum { ROWS_SHOWN = 20 };

enum answer { CUSTOMER, CHANNEL, HOUR };

static const char *const answers[] = {"customer", "channel", "hour"};
static const char *const weekdays[] = {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};
static const char *const columns[] = {"customer",         "contacts",      "pull_share", "reciprocity", "one_to_one_share",
                                      "two_way_share", "channels",   "best_hour",   "best_weekday"};

static void print_share(const char *name, double share, uint64_t part, uint64_t of)
{
    if (of > 0)
        printf("  %-17s %6.1f %%  (%llu of %llu)\n", name, 100.0 * share, (unsigned long long)part, (unsigned long long)of);
    else
        printf("  %-17s      -\n", name);
}

static void print_profile(const netmkt_profile *p)
{
    printf("  contacts          %llu on %u channels\n", (unsigned long long)p->contacts, (unsigned)p->channels);
    print_share("pull share", p->pull_share, p->started, p->contacts);
    if (p->acts > 0 || p->messages > 0)
        printf("  %-17s %6.2f    (%llu acts, %llu messages)\n", "reciprocity", p->reciprocity, (unsigned long long)p->acts, (unsigned long long)p->messages);
    else
        printf("  %-17s      -\n", "reciprocity");
    print_share("one-to-one share", p->one_to_one_share, p->one_to_one, p->with_channel);
    print_share("two-way share", p->two_way_share, p->two_way, p->with_channel);
    if (p->best_hour >= 0)
        printf("  most active       from %d to %d o'clock, on %s\n", (int)p->best_hour, (int)p->best_hour + 1, weekdays[p->best_weekday]);
}

/* All customers; as text behind the profile of all together. */
static int show_all(const struct session *session)
{
    netmkt_profile profile = {.struct_size = sizeof profile};
    netmkt_table *table = NULL;
    int status = STATUS_GOOD;

    if (netmkt_profile_all(session->store, session->settings, session->as_of, &table) != NETMKT_OK ||
        netmkt_profile_get(session->store, session->settings, 0, session->as_of, &profile) != NETMKT_OK)
        status = fail_library(NULL);
    if (status == STATUS_GOOD && session->format == NETMKT_FORMAT_TEXT) {
        print_profile(&profile);
        puts("");
    }
    if (status == STATUS_GOOD)
        status = show_columns(session, table, columns, sizeof columns / sizeof columns[0], NULL, 0, rows_wanted(session, ROWS_SHOWN));
    netmkt_table_free(table);
    return status;
}

/* A table by channel or hour; of one customer as text his profile first. */
static int show_one(const struct session *session, netmkt_customer_id customer, enum answer answer)
{
    netmkt_profile profile = {.struct_size = sizeof profile};
    netmkt_table *table = NULL;
    netmkt_status made = NETMKT_OK;
    int status;

    if (session->format == NETMKT_FORMAT_TEXT) {
        made = netmkt_profile_get(session->store, session->settings, customer, session->as_of, &profile);
        if (made == NETMKT_OK) {
            print_profile(&profile);
            puts("");
        }
    }
    if (made == NETMKT_OK && answer == HOUR)
        made = netmkt_profile_hours(session->store, session->settings, customer, session->as_of, &table);
    else if (made == NETMKT_OK)
        made = netmkt_profile_channels(session->store, session->settings, customer, session->as_of, &table);
    status = made == NETMKT_OK ? show_table(session, table) : fail_library(NULL);
    netmkt_table_free(table);
    return status;
}

static int run(const struct arguments *arguments)
{
    const char *key = arguments->operand_count > 1 ? arguments->operands[1] : NULL;
    size_t by = key != NULL ? CHANNEL : CUSTOMER;
    netmkt_customer_id customer = 0;
    struct session session;
    char buffer[32];
    int status;

    if (option_given(arguments, "by") && !read_choice(arguments, "by", answers, sizeof answers / sizeof answers[0], &by))
        return STATUS_USAGE;
    if (by == CUSTOMER && key != NULL)
        return usage_error(arguments->command, "of one customer there is --by channel and --by hour");
    status = session_open(&session, arguments, arguments->operands[0], NETMKT_STORE_READ_ONLY);
    if (status == STATUS_GOOD && key != NULL && netmkt_customer_find(session.store, key, &customer) != NETMKT_OK)
        status = fail_library(NULL);
    if (status == STATUS_GOOD && session.format == NETMKT_FORMAT_TEXT)
        printf("Communication as of %s\n\n", moment_text(&session, buffer));
    if (status == STATUS_GOOD)
        status = by == CUSTOMER ? show_all(&session) : show_one(&session, customer, (enum answer)by);
    session_close(&session);
    return status;
}

const struct command command_profile = {
    .name = "profile",
    .operands = "STORE [KEY]",
    .least = 1,
    .most = 2,
    .shared = SHARE_FORMAT | SHARE_MOMENT | SHARE_SETTINGS | SHARE_THREADS | SHARE_SEGMENT,
    .options = (const struct option[]){{"by", "customer|channel|hour", "A row for each of these; default customer, or channel for one customer."},
                                       {"all", NULL, "Every customer, not only the first 20 (csv and json always have all)."},
                                       {"limit", "N", "Only the first N customers."},
                                       {NULL, NULL, NULL}},
    .brief = "Communication: who starts it, on which channels, one to one or not, at which local hours.",
    .details = "pull_share: contacts that the customer started, of all; reciprocity: his acts for each message, at most 1.\n"
               "Hours and weekdays are local: attribute utc_offset, else the store's day offset; best_weekday 0 is Monday.",
    .run = run,
};
