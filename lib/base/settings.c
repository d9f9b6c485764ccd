/* Settings: an array of values beside the one table of names. */
#include "base/settings.h"

#include <math.h>
#include <string.h>

#include "base/context.h"
#include "base/nearest.h"
#include "base/number_text.h"
#include "base/status.h"

struct netmkt_settings {
    netmkt_context *context;
    uint64_t *wanted;      /* a bit a customer, from 1 on, or NULL: everybody */
    uint64_t wanted_words;
    void *attached[NETMKT__ATTACHMENTS];
    netmkt__release release[NETMKT__ATTACHMENTS];
    double value[NETMKT__SETTING_COUNT];
};

static const netmkt_setting_description list[NETMKT__SETTING_COUNT] = {
#define DESCRIBE(id, name, type, least, most, standard, meaning) \
    {sizeof(netmkt_setting_description), NETMKT_SETTING_##type, least, most, standard, name, meaning},
    NETMKT__SETTINGS(DESCRIBE)
#undef DESCRIBE
};

netmkt_status netmkt_settings_new(netmkt_context *context, netmkt_settings **out)
{
    netmkt_settings *settings;

    if (out == NULL)
        return netmkt__misuse("out is NULL");
    *out = NULL;
    settings = netmkt__calloc(context, 1, sizeof *settings);
    if (settings == NULL)
        return netmkt__nomem();
    settings->context = context;
    for (int i = 0; i < NETMKT__SETTING_COUNT; i++)
        settings->value[i] = list[i].standard;
    *out = settings;
    return NETMKT_OK;
}

netmkt_context *netmkt__settings_context(const netmkt_settings *settings)
{
    return settings->context;
}

void netmkt__settings_attach(netmkt_settings *settings, int sort, void *object, netmkt__release release)
{
    if (settings->attached[sort] != NULL && settings->release[sort] != NULL)
        settings->release[sort](settings->context, settings->attached[sort]);
    settings->attached[sort] = object;
    settings->release[sort] = release;
}

const void *netmkt__settings_attached(const netmkt_settings *settings, int sort)
{
    return settings != NULL ? settings->attached[sort] : NULL;
}

void netmkt_settings_free(netmkt_settings *settings)
{
    if (settings != NULL) {
        for (int sort = 0; sort < NETMKT__ATTACHMENTS; sort++)
            netmkt__settings_attach(settings, sort, NULL, NULL);
        netmkt__free(settings->context, settings->wanted);
        netmkt__free(settings->context, settings);
    }
}

netmkt_status netmkt__settings_unlimited(const netmkt_settings *settings, netmkt_settings **out)
{
    *out = netmkt__alloc(settings->context, 1, sizeof **out);
    if (*out == NULL)
        return netmkt__nomem();
    **out = *settings;
    (*out)->wanted = NULL;
    (*out)->wanted_words = 0;
    memset((*out)->release, 0, sizeof (*out)->release); /* what is attached is lent */
    return NETMKT_OK;
}

netmkt_status netmkt__settings_copy(const netmkt_settings *settings, netmkt_context *context, netmkt_settings **out)
{
    netmkt_status status = netmkt_settings_new(context, out);

    if (status != NETMKT_OK || settings == NULL)
        return status;
    memcpy((*out)->value, settings->value, sizeof settings->value);
    if (settings->wanted == NULL)
        return NETMKT_OK;
    (*out)->wanted = netmkt__alloc(context, (size_t)settings->wanted_words, sizeof *settings->wanted);
    if ((*out)->wanted == NULL) {
        netmkt_settings_free(*out);
        *out = NULL;
        return netmkt__nomem();
    }
    memcpy((*out)->wanted, settings->wanted, (size_t)settings->wanted_words * sizeof *settings->wanted);
    (*out)->wanted_words = settings->wanted_words;
    return NETMKT_OK;
}

static const char *name_at(const void *unused, size_t i)
{
    (void)unused;
    return i < NETMKT__SETTING_COUNT ? list[i].name : NULL;
}

netmkt_status netmkt__setting_index(const char *name, int *index)
{
    const char *nearest;

    for (int i = 0; i < NETMKT__SETTING_COUNT; i++) {
        if (strcmp(list[i].name, name) == 0) {
            *index = i;
            return NETMKT_OK;
        }
    }
    nearest = netmkt__nearest(name, name_at, NULL);
    if (nearest != NULL)
        return netmkt__fail(NETMKT_E_NOT_FOUND, "no setting \"%.64s\"; the nearest is \"%s\"", name, nearest);
    return netmkt__fail(NETMKT_E_NOT_FOUND, "no setting \"%.64s\"; netmkt_settings_describe() lists them", name);
}

netmkt_status netmkt_settings_set_real(netmkt_settings *settings, const char *name, double value)
{
    const netmkt_setting_description *d;
    netmkt_status status;
    int index;

    if (settings == NULL || name == NULL)
        return netmkt__misuse("settings and name are needed");
    status = netmkt__setting_index(name, &index);
    if (status != NETMKT_OK)
        return status;
    d = &list[index];
    if (!(value >= d->least && value <= d->most))
        return netmkt__fail(NETMKT_E_RANGE, "%s = %g is out of range: %g to %g", d->name, value, d->least, d->most);
    if (d->type == NETMKT_SETTING_INT && value != floor(value))
        return netmkt__fail(NETMKT_E_RANGE, "%s = %g must be a whole number", d->name, value);
    settings->value[index] = value;
    return NETMKT_OK;
}

netmkt_status netmkt_settings_set_text(netmkt_settings *settings, const char *name, const char *value)
{
    netmkt_status status;
    double number;

    if (settings == NULL || name == NULL || value == NULL)
        return netmkt__misuse("settings, name and value are needed");
    if (strcmp(value, "yes") == 0)
        return netmkt_settings_set_real(settings, name, 1.0);
    if (strcmp(value, "no") == 0)
        return netmkt_settings_set_real(settings, name, 0.0);
    status = netmkt__real_parse(value, strlen(value), &number);
    if (status != NETMKT_OK)
        return netmkt__prefix(status, "setting %.64s: ", name);
    return netmkt_settings_set_real(settings, name, number);
}

netmkt_status netmkt_settings_get_real(const netmkt_settings *settings, const char *name, double *out)
{
    netmkt_status status;
    int index;

    if (name == NULL || out == NULL)
        return netmkt__misuse("name and out are needed");
    status = netmkt__setting_index(name, &index);
    if (status == NETMKT_OK)
        *out = netmkt__setting(settings, index);
    return status;
}

netmkt_status netmkt_settings_set_customers(netmkt_settings *settings, const uint64_t *customers, size_t n)
{
    uint64_t *wanted = NULL, most = 0, words = 0;

    if (settings == NULL)
        return netmkt__misuse("settings is NULL");
    for (size_t i = 0; customers != NULL && i < n; i++) {
        if (customers[i] < 1 || customers[i] > UINT32_MAX)
            return netmkt__fail(NETMKT_E_RANGE, "customer %llu in place %zu: ids are 1 to 4294967295", (unsigned long long)customers[i], i);
        most = customers[i] > most ? customers[i] : most;
    }
    if (customers != NULL) {
        words = most / 64 + 1;
        wanted = netmkt__calloc(settings->context, (size_t)words, sizeof *wanted);
        if (wanted == NULL)
            return netmkt__nomem();
        for (size_t i = 0; i < n; i++)
            wanted[customers[i] / 64] |= UINT64_C(1) << customers[i] % 64;
    }
    netmkt__free(settings->context, settings->wanted);
    settings->wanted = wanted;
    settings->wanted_words = words;
    return NETMKT_OK;
}

int32_t netmkt_settings_asks_about(const netmkt_settings *settings, uint64_t customer)
{
    return netmkt__setting_wants(settings, customer);
}

size_t netmkt_settings_count(void)
{
    return NETMKT__SETTING_COUNT;
}

netmkt_status netmkt_settings_describe(size_t index, netmkt_setting_description *out)
{
    if (out == NULL)
        return netmkt__misuse("out is NULL");
    if (out->struct_size != sizeof *out)
        return netmkt__fail(NETMKT_E_UNSUPPORTED, "setting description of %u bytes, this library knows %zu", out->struct_size, sizeof *out);
    if (index >= NETMKT__SETTING_COUNT)
        return NETMKT_DONE;
    *out = list[index];
    return NETMKT_OK;
}

double netmkt__setting(const netmkt_settings *settings, int index)
{
    return settings != NULL ? settings->value[index] : list[index].standard;
}

uint32_t netmkt__setting_threads(const netmkt_settings *settings)
{
    return (uint32_t)netmkt__setting(settings, NETMKT__SET_MODEL_THREADS);
}

int netmkt__setting_limits(const netmkt_settings *settings)
{
    return settings != NULL && settings->wanted != NULL;
}

int netmkt__setting_wants(const netmkt_settings *settings, uint64_t customer)
{
    if (!netmkt__setting_limits(settings))
        return 1;
    return customer / 64 < settings->wanted_words && (settings->wanted[customer / 64] >> customer % 64 & 1) != 0;
}

void netmkt__setting_limit(const netmkt_settings *settings, size_t n, uint8_t *keep)
{
    if (!netmkt__setting_limits(settings))
        return;
    for (size_t i = 0; i < n; i++)
        keep[i] = keep[i] != 0 && netmkt__setting_wants(settings, (uint64_t)i + 1);
}
