/* The list of purchase models. */
#include "value/purchase_model.h"

static const netmkt__purchase_model *const list[] = {&netmkt__bgnbd, &netmkt__mbgnbd, &netmkt__paretonbd, &netmkt__bgbb};

const netmkt__purchase_model *netmkt__purchase_model_by_number(int32_t number)
{
    for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
        if (list[i]->number == number)
            return list[i];
    }
    return NULL;
}
