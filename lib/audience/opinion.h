/* What a customer said of the parts of offers in surveys: his latest answers. */
#ifndef NETMKT_AUDIENCE_OPINION_H
#define NETMKT_AUDIENCE_OPINION_H

#include <netmkt/delivered.h>

#include "store/view.h"

typedef struct netmkt__opinion {
    netmkt_offer_id offer;
    uint16_t part, reserved;
    uint64_t order; /* of the answers */
    double value;
} netmkt__opinion;

/* Room for one customer after another. Zero it but for the context to begin with. */
typedef struct netmkt__opinions {
    netmkt_context *context;
    netmkt__opinion *list; /* by offer, then part; none twice, none without offer */
    size_t n, capacity;
    double weights[NETMKT_PARTS]; /* of mean 1, as netmkt_delivered_weights() */
    int weighed;                  /* answers on the importance of parts; 0: no weights */
} netmkt__opinions;

/* Take a customer's answers in place of those of the one before. `base`: setting delivered.survey_variant. NETMKT_E_NOMEM. */
netmkt_status netmkt__opinions_read(const netmkt__events *events, uint32_t base, netmkt__opinions *out);

#endif
