/** @file api.h  What every public header needs: export macro, fixed-width types, version. */
#ifndef NETMKT_API_H
#define NETMKT_API_H

#include <stddef.h>
#include <stdint.h>

/** Around the declarations of a header: C linkage in C++. @{ */
#ifdef __cplusplus
#define NETMKT_BEGIN_DECLS extern "C" {
#define NETMKT_END_DECLS }
#else
#define NETMKT_BEGIN_DECLS
#define NETMKT_END_DECLS
#endif
/** @} */

/** Marks a function that the shared library exports. */
#if defined(NETMKT_API)
/* the builder's own */
#elif defined(__GNUC__)
#define NETMKT_API __attribute__((visibility("default")))
#else
#define NETMKT_API
#endif

/** Version of these headers; netmkt_version() is that of the library in use. @{ */
#define NETMKT_VERSION_MAJOR 0
#define NETMKT_VERSION_MINOR 1
#define NETMKT_VERSION_PATCH 0
#define NETMKT_VERSION_NUMBER 100 /**< major * 10000 + minor * 100 + patch */
/** @} */

NETMKT_BEGIN_DECLS

/** Dense number of a customer: 1 to netmkt_customer_count(); row id - 1 of a bulk result. 0: none. */
typedef uint64_t netmkt_customer_id;
/** Number of an attribute of a store; 0: none. */
typedef uint32_t netmkt_attribute_id;
/** Number of a kind of event; 0: none. */
typedef uint16_t netmkt_kind_id;
/** Number of a channel; 0: none. */
typedef uint16_t netmkt_channel_id;
/** Number of a campaign; 0: none. */
typedef uint32_t netmkt_campaign_id;
/** Number of an offer; 0: none. */
typedef uint32_t netmkt_offer_id;

/** The library's version as a number, major * 10000 + minor * 100 + patch.
 *  @return Compare with #NETMKT_VERSION_NUMBER, that of the headers compiled against.
 *  @par Threads  Any.
 *  @since 0.1 */
NETMKT_API uint32_t netmkt_version_number(void);

/** The library's version as text, such as "0.1.0".
 *  @return Borrowed for ever.
 *  @par Threads  Any.
 *  @since 0.1 */
NETMKT_API const char *netmkt_version(void);

NETMKT_END_DECLS
#endif
