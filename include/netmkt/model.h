/** @file model.h  Purchase and spend models: fit, parameters, and scores from the caller's own arrays.
 *
 *  A customer's summary is (x, t_x, T, m): repeat purchase days, time of the last purchase since the first,
 *  time observed since the first, mean money per repeat purchase day; times in the model's time unit. */
#ifndef NETMKT_MODEL_H
#define NETMKT_MODEL_H

#include <netmkt/settings.h>

NETMKT_BEGIN_DECLS

/** A fitted or given model. Immutable: any number of threads may use it. */
typedef struct netmkt_model netmkt_model;

enum {
    NETMKT_MODEL_BGNBD = 1,     /**< BG/NBD (Fader, Hardie, Lee 2005): r, alpha, a, b. */
    NETMKT_MODEL_MBGNBD = 2,    /**< MBG/NBD (Batislam, Denizel, Filiztekin 2007): r, alpha, a, b. */
    NETMKT_MODEL_PARETONBD = 3, /**< Pareto/NBD (Schmittlein, Morrison, Colombo 1987): r, alpha, s, beta. */
    NETMKT_MODEL_BGBB = 4,      /**< BG/BB (Fader, Hardie, Shang 2010): alpha, beta, gamma, delta. */
    NETMKT_MODEL_GAMMAGAMMA = 5 /**< Gamma-Gamma spend (Fader, Hardie, Lee 2005): p, q, gamma. */
};

enum {
    NETMKT_FIT_GIVEN = 0,     /**< Not fitted: the parameters were given. */
    NETMKT_FIT_CONVERGED = 1, /**< An inner optimum. */
    NETMKT_FIT_BOUNDARY = 2   /**< The likelihood is highest at a border or along a ridge; netmkt_model_note() names the limit. */
};

/** What is known of a fit. */
typedef struct netmkt_fit {
    uint32_t struct_size;   /**< sizeof(netmkt_fit); set by the caller. */
    int32_t model;          /**< NETMKT_MODEL_... */
    int32_t ended;          /**< NETMKT_FIT_... */
    uint32_t parameters;    /**< Number of parameters. */
    double log_likelihood;  /**< Of all customers used; NaN if given. */
    double aic;             /**< 2 * parameters - 2 * log_likelihood. */
    double bic;             /**< parameters * ln(customers) - 2 * log_likelihood. */
    uint64_t customers;     /**< Customers used. */
    uint64_t left_out;      /**< Gamma-Gamma: customers without repeat purchase or positive mean spend. */
    uint64_t distinct;      /**< Distinct summaries among them. */
    uint32_t iterations;    /**< Of the search that won. */
    uint32_t reserved;      /**< 0. */
    double unit_days;       /**< Length of the time unit in days, from setting time.unit_days. */
    double correlation;     /**< Gamma-Gamma: Pearson correlation of x and m (the model assumes none); else NaN. */
} netmkt_fit;

/** Fit a model to summaries by maximum likelihood: Newton's method on the logarithms of the parameters with exact
 *  derivatives, from several starts. Equal summaries are computed once; neither the order of customers nor the number of
 *  threads changes a bit of the result, nor does the unit of time (seconds or weeks) change it but for rounding.
 *  @param[in]  context   Context, or NULL.
 *  @param[in]  model     NETMKT_MODEL_...
 *  @param[in]  settings  model.ridge, time.unit_days, run.threads; or NULL for the defaults.
 *  @param[in]  n         Customers.
 *  @param[in]  x         n repeat purchase days (BG/BB: purchases), whole, >= 0. Borrowed for the call.
 *  @param[in]  t_x       n times of the last purchase, 0 <= t_x <= T, 0 where x is 0; may be NULL for Gamma-Gamma.
 *  @param[in]  T         n times observed, >= 0 (BG/BB: opportunities, whole, x <= t_x <= T <= 1e6); may be NULL for Gamma-Gamma.
 *  @param[in]  m         n mean spends, finite, anything where x is 0; Gamma-Gamma only, else may be NULL. Customers with
 *                        x = 0 or m <= 0 are left out and counted.
 *  @param[in]  weight    n counts of customers alike, whole, >= 0; or NULL for 1 each.
 *  @param[out] out       The model, owned by the caller: netmkt_model_free(). NULL after a failure.
 *  @retval NETMKT_OK           Fitted; netmkt_model_fit_get() says how it ended (converged, or at a boundary).
 *  @retval NETMKT_E_INVALID    A needed argument is NULL, or no such model.
 *  @retval NETMKT_E_RANGE      A summary that no customer can have; the message has its row and value.
 *  @retval NETMKT_E_DATA       Nothing to fit: no customers, none with a repeat purchase (Gamma-Gamma: with positive spend on
 *                              it), no time observed, or all customers alike.
 *  @retval NETMKT_E_CONVERGE   No optimum found; the message says how it failed.
 *  @retval NETMKT_E_NOMEM      Out of memory.
 *  @par Threads  Any.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_model_fit_summaries(netmkt_context *context, int32_t model, const netmkt_settings *settings,
                                                    size_t n, const double *x, const double *t_x, const double *T,
                                                    const double *m, const double *weight, netmkt_model **out);

/** Make a model from given parameters, in the order of netmkt_model_parameter_name().
 *  @param[in]  context     Context, or NULL.
 *  @param[in]  model       NETMKT_MODEL_...
 *  @param[in]  settings    time.unit_days; or NULL.
 *  @param[in]  n           Number of parameters: 4, or 3 for Gamma-Gamma.
 *  @param[in]  parameters  Finite, > 0. Copied.
 *  @param[out] out         The model, owned by the caller. NULL after a failure.
 *  @retval NETMKT_OK         Made.
 *  @retval NETMKT_E_INVALID  A NULL, no such model, or a wrong @p n.
 *  @retval NETMKT_E_RANGE    A parameter that is not finite and positive.
 *  @retval NETMKT_E_NOMEM    Out of memory.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_model_new(netmkt_context *context, int32_t model, const netmkt_settings *settings,
                                          size_t n, const double *parameters, netmkt_model **out);

/** Release a model. NULL is ignored.
 *  @since 0.1 */
NETMKT_API void netmkt_model_free(netmkt_model *model);

/** How the fit ended, with its figures.
 *  @retval NETMKT_OK             Filled.
 *  @retval NETMKT_E_INVALID      An argument is NULL.
 *  @retval NETMKT_E_UNSUPPORTED  Unknown struct_size.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_model_fit_get(const netmkt_model *model, netmkt_fit *out);

/** Where a model comes from: "given" (netmkt_model_new()), "summaries", "state", or "store" and the moment whose facts it was fitted to, such as
 *  "store 1998-06-30T23:59:59.999Z": from there the future that it foretells begins. It is saved with the model.
 *  @return Borrowed until the model is freed; "" for NULL.
 *  @since 0.1 */
NETMKT_API const char *netmkt_model_origin(const netmkt_model *model);

/** A sentence on how the fit ended, such as which parameter ran to its border and what the model then is.
 *  @return Borrowed until the model is freed; "" where there is nothing to say.
 *  @since 0.1 */
NETMKT_API const char *netmkt_model_note(const netmkt_model *model);

/** A parameter's estimate and standard error, by its name in the literature ("r", "alpha", ...).
 *  @param[in]  model           The model.
 *  @param[in]  name            The name.
 *  @param[out] value           The estimate; may be NULL.
 *  @param[out] standard_error  Its standard error; NaN if given or at a boundary. May be NULL.
 *  @retval NETMKT_OK           Read.
 *  @retval NETMKT_E_INVALID    @p model or @p name is NULL.
 *  @retval NETMKT_E_NOT_FOUND  The model has no such parameter.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_model_parameter(const netmkt_model *model, const char *name, double *value, double *standard_error);

/** The name of parameter @p index (0-based) of a kind of model; NULL if there is none. Borrowed for ever.
 *  @since 0.1 */
NETMKT_API const char *netmkt_model_parameter_name(int32_t model, uint32_t index);

/** The covariance of two parameters' estimates, by index; NaN if given or at a boundary.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_model_covariance(const netmkt_model *model, uint32_t row, uint32_t column, double *out);

/** The name of a kind of model, such as "bgnbd"; NULL for an unknown number. Borrowed for ever.
 *  @since 0.1 */
NETMKT_API const char *netmkt_model_name(int32_t model);

/** The number of a kind of model by its name; 0 if there is none.
 *  @since 0.1 */
NETMKT_API int32_t netmkt_model_by_name(const char *name);

/** Score customers with a purchase model, from their summaries.
 *  @param[in]  model           A purchase model (not Gamma-Gamma).
 *  @param[in]  threads         Worker threads (1: this one; 0: one a core). Results do not depend on it.
 *  @param[in]  n               Customers.
 *  @param[in]  x,t_x,T         As in netmkt_model_fit_summaries(). Borrowed for the call.
 *  @param[in]  horizon         Length of the future, >= 0, in time units (BG/BB: opportunities, whole).
 *  @param[out] log_likelihood  n log-likelihoods of the customers; or NULL.
 *  @param[out] p_alive         n probabilities to be still a customer at T (BG/BB: at the next opportunity); or NULL.
 *  @param[out] expected        n expected purchases in (T, T + horizon]; or NULL.
 *  @retval NETMKT_OK         Scored.
 *  @retval NETMKT_E_INVALID  A NULL input, or a spend model.
 *  @retval NETMKT_E_RANGE    A summary that no customer can have (row and value in the message), or a bad horizon.
 *  @retval NETMKT_E_NOMEM    Out of memory. The outputs are unspecified after a failure.
 *  @par Threads  Any.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_model_score(const netmkt_model *model, uint32_t threads, size_t n, const double *x,
                                            const double *t_x, const double *T, double horizon,
                                            double *log_likelihood, double *p_alive, double *expected);

/** Expected purchases of a new customer in the time from 0 to t after his first purchase (BG/BB: opportunities).
 *  @retval NETMKT_OK         Computed.
 *  @retval NETMKT_E_INVALID  A NULL, or a spend model.
 *  @retval NETMKT_E_RANGE    t is negative or not finite.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_model_expected_new(const netmkt_model *model, double t, double *out);

/** Expected spend per purchase, from summaries, with a Gamma-Gamma model.
 *  @param[in]  model           A Gamma-Gamma model.
 *  @param[in]  n               Customers.
 *  @param[in]  x,m             Repeat purchase days and mean spend on them; a customer with x = 0 or m <= 0 gets the population mean.
 *  @param[out] log_likelihood  n log-likelihoods (0 where the customer does not count); or NULL.
 *  @param[out] expected        n expected spends; +inf where q <= 1 and the customer has no history (the mean does not exist); or NULL.
 *  @retval NETMKT_OK         Computed.
 *  @retval NETMKT_E_INVALID  A NULL input, or no spend model.
 *  @retval NETMKT_E_RANGE    x is negative or not finite, or m is not finite.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_model_spend(const netmkt_model *model, size_t n, const double *x, const double *m,
                                            double *log_likelihood, double *expected);

/** Customer lifetime value from summaries: expected purchases per time unit x expected spend x margin, discounted per time unit.
 *  CLV = sum over i = 1..horizon of (E[Y(i)] - E[Y(i-1)]) E[M] margin / (1 + d)^i, d = (1 + rate)^(unit_days / 365.25) - 1;
 *  a last part of a unit is discounted at its end. With value.infinite it is the whole future: netmkt_model_dert() at the discount
 *  log(1 + d) (BG/BB: d), times E[M] margin; purchases are then discounted at their own moments.
 *  @param[in]  purchase  A purchase model.
 *  @param[in]  spend     A Gamma-Gamma model, or NULL: @p m is then taken as the expected spend.
 *  @param[in]  settings  value.horizon, value.infinite, value.discount_rate, value.margin, run.threads; or NULL.
 *  @param[in]  n         Customers.
 *  @param[in]  x,t_x,T,m As in netmkt_model_fit_summaries().
 *  @param[in]  margin    n shares of spend that are profit, -1000 to 1000; or NULL: value.margin for each.
 *  @param[out] clv       n values, in the unit of m.
 *  @retval NETMKT_OK         Computed.
 *  @retval NETMKT_E_INVALID  A NULL, or a wrong kind of model.
 *  @retval NETMKT_E_RANGE    A summary that no customer can have, a margin out of range, or value.infinite without a discount.
 *  @retval NETMKT_E_DATA     The population's mean spend is infinite (q <= 1) and a customer without history needs it.
 *                            The outputs are unspecified after a failure.
 *  @retval NETMKT_E_NOMEM    Out of memory.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_model_clv(const netmkt_model *purchase, const netmkt_model *spend, const netmkt_settings *settings,
                                          size_t n, const double *x, const double *t_x, const double *T, const double *m,
                                          const double *margin, double *clv);

/** Write a model as text: a line a fact (kind, time unit, how the fit ended, its figures, parameters, covariance, note), numbers with
 *  all their digits, never tied to the data it was fitted to. docs/value.md describes the form.
 *  @param[in]  model     The model.
 *  @param[out] buffer    Filled with the text and a NUL if @p capacity holds them; may be NULL if it is 0. 2048 bytes always suffice.
 *  @param[in]  capacity  Bytes in it.
 *  @param[out] length    Bytes of the text, without the NUL; may be NULL.
 *  @retval NETMKT_OK         Written.
 *  @retval NETMKT_E_INVALID  @p model is NULL, or the buffer is.
 *  @retval NETMKT_E_RANGE    The buffer is too small; @p length says what is needed, less the NUL.
 *  @par Threads  Any.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_model_save(const netmkt_model *model, char *buffer, size_t capacity, size_t *length);

/** Make a model from the text of netmkt_model_save(). It scores, bit for bit, like the one that was saved. Safe with any bytes.
 *  @param[in]  context  Context, or NULL.
 *  @param[in]  text     The text. Borrowed for the call.
 *  @param[in]  length   Its bytes.
 *  @param[out] out      The model, owned by the caller: netmkt_model_free(). NULL after a failure.
 *  @retval NETMKT_OK         Made.
 *  @retval NETMKT_E_INVALID  A NULL.
 *  @retval NETMKT_E_FORMAT   No such text; the message has the line and what is wrong there.
 *  @retval NETMKT_E_VERSION  A text of a newer version than this library knows.
 *  @retval NETMKT_E_NOMEM    Out of memory.
 *  @par Threads  Any.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_model_load(netmkt_context *context, const char *text, size_t length, netmkt_model **out);

NETMKT_END_DECLS
#endif
