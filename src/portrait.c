/* One customer in words: the explanations of the library, line by line. */
#include "portrait.h"

#include <stdlib.h>
#include <string.h>

enum { LINE_WIDTH = 110 };

/* Lines of a text, each broken at blanks where it is too wide; what goes on is indented further. */
static void print_lines(const char *text, const char *indent)
{
    const char *further = "";

    while (*text != '\0') {
        size_t length = strcspn(text, "\n"), cut = length;

        if (length > LINE_WIDTH) {
            cut = LINE_WIDTH;
            while (cut > 0 && text[cut] != ' ')
                cut--;
            if (cut == 0)
                cut = length;
        }
        if (cut > 0)
            printf("%s%s%.*s\n", indent, further, (int)cut, text);
        further = text[cut] == ' ' ? "  " : "";
        text += cut + (text[cut] != '\0');
    }
}

static int stage_words(const struct session *session, netmkt_customer_id customer, const netmkt_model *engagement, const char *indent)
{
    netmkt_stage stage = {.struct_size = sizeof stage};
    char *text = NULL;
    size_t length = 0;
    int status = STATUS_GOOD;

    if (netmkt_stage_classify(session->store, engagement, session->settings, customer, session->as_of, &stage) != NETMKT_OK)
        return fail_library(NULL);
    (void)netmkt_stage_explain(session->store, session->settings, &stage, NULL, 0, &length);
    text = malloc(length + 1);
    if (text == NULL)
        status = fail("out of memory");
    else if (netmkt_stage_explain(session->store, session->settings, &stage, text, length + 1, &length) != NETMKT_OK)
        status = fail_library(NULL);
    else
        print_lines(text, indent);
    free(text);
    return status;
}

static int value_words(const struct session *session, netmkt_customer_id customer, const netmkt_model *purchase, const netmkt_model *spend,
                       const char *indent)
{
    netmkt_value value = {.struct_size = sizeof value};
    char *text = NULL;
    size_t length = 0;
    int status = STATUS_GOOD;

    if (netmkt_value_score(session->store, purchase, spend, session->settings, customer, session->as_of, &value) != NETMKT_OK)
        return fail_library(NULL);
    (void)netmkt_value_explain(&value, purchase, spend, session->settings, NULL, 0, &length);
    text = malloc(length + 1);
    if (text == NULL)
        status = fail("out of memory");
    else if (netmkt_value_explain(&value, purchase, spend, session->settings, text, length + 1, &length) != NETMKT_OK)
        status = fail_library(NULL);
    else
        print_lines(text, indent);
    free(text);
    return status;
}

int portrait_words(const struct session *session, netmkt_customer_id customer, const netmkt_model *engagement,
                   const netmkt_model *purchase, const netmkt_model *spend, const char *indent)
{
    netmkt_model *own_purchase = NULL, *own_spend = NULL;
    int status = stage_words(session, customer, engagement, indent);

    if (status == STATUS_GOOD && (purchase == NULL || spend == NULL) &&
        (netmkt_model_fit_store(session->store, NETMKT_MODEL_BGNBD, session->settings, session->as_of, &own_purchase) != NETMKT_OK ||
         netmkt_model_fit_store(session->store, NETMKT_MODEL_GAMMAGAMMA, session->settings, session->as_of, &own_spend) != NETMKT_OK))
        printf("%sValue: not known; %s\n", indent, netmkt_last_error());
    else if (status == STATUS_GOOD)
        status = value_words(session, customer, own_purchase != NULL ? own_purchase : purchase, own_spend != NULL ? own_spend : spend, indent);
    netmkt_model_free(own_purchase);
    netmkt_model_free(own_spend);
    return status;
}

const char *attribute_text(netmkt_store *store, netmkt_customer_id customer, netmkt_attribute_id attribute, int32_t type, char *buffer,
                           size_t capacity)
{
    int64_t whole;
    double real;

    if (type == NETMKT_TYPE_TEXT)
        return netmkt_customer_get_text(store, customer, attribute, buffer, capacity, NULL) == NETMKT_OK ? buffer : NULL;
    if (type == NETMKT_TYPE_REAL) {
        if (netmkt_customer_get_real(store, customer, attribute, &real) != NETMKT_OK)
            return NULL;
        (void)snprintf(buffer, capacity, "%.15g", real);
        return buffer;
    }
    if (netmkt_customer_get_int(store, customer, attribute, &whole) != NETMKT_OK)
        return NULL;
    if (type == NETMKT_TYPE_TIME)
        return netmkt_time_format(whole, buffer, capacity) == NETMKT_OK ? buffer : NULL;
    if (type == NETMKT_TYPE_BOOL)
        (void)snprintf(buffer, capacity, "%s", whole != 0 ? "yes" : "no");
    else
        (void)snprintf(buffer, capacity, "%lld", (long long)whole);
    return buffer;
}
