/** @file future.h  What a purchase model says of the future beyond the expected number: the distribution of purchases, their discounted
 *  stream without end, customers drawn at random, how sure a lifetime value is, and which model fits best.
 *
 *  Summaries, units and parameters are those of model.h. */
#ifndef NETMKT_FUTURE_H
#define NETMKT_FUTURE_H

#include <netmkt/model.h>
#include <netmkt/table.h>

NETMKT_BEGIN_DECLS

/** Discounted expected residual transactions: what is expected of all the future of each customer, discounted.
 *  BG/NBD, MBG/NBD, Pareto/NBD: the integral over t > 0 of exp(-discount t) dE[Y(t)]; Pareto/NBD in closed form (Fader, Hardie & Lee 2005,
 *  "RFM and CLV"). BG/BB: the sum over the opportunities i = 1, 2, ... to come of P(buys at i) / (1 + discount)^i (Fader, Hardie & Shang 2010).
 *  @param[in]  model     A purchase model.
 *  @param[in]  threads   Worker threads (1: this one; 0: one a core). Results do not depend on it.
 *  @param[in]  n         Customers.
 *  @param[in]  x,t_x,T   As in netmkt_model_fit_summaries(). Borrowed for the call.
 *  @param[in]  discount  Rate per time unit, > 0 and finite: without it the sum is infinite for most parameters.
 *  @param[out] out       n discounted numbers of purchases.
 *  @retval NETMKT_OK         Computed.
 *  @retval NETMKT_E_INVALID  A NULL, or a spend model.
 *  @retval NETMKT_E_RANGE    A summary that no customer can have (row and value in the message), or a bad discount.
 *  @retval NETMKT_E_NOMEM    Out of memory. The output is unspecified after a failure.
 *  @par Threads  Any.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_model_dert(const netmkt_model *model, uint32_t threads, size_t n, const double *x, const double *t_x, const double *T,
                                           double discount, double *out);

/** Probabilities to be a customer no more: 1 - P(alive), with all digits where it is small.
 *  @param[in]  model,threads,n,x,t_x,T  As in netmkt_model_score().
 *  @param[out] out  n probabilities.
 *  @retval NETMKT_OK  Computed. Failures as netmkt_model_score().
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_model_p_dead(const netmkt_model *model, uint32_t threads, size_t n, const double *x, const double *t_x, const double *T,
                                             double *out);

/** The distribution of a customer's purchases in (T, T + t]: P(Y(t) = k | x, t_x, T) for k = 0 .. count - 1. A new customer, of whom nothing
 *  but his first purchase is known, is x = t_x = T = 0. Cost O(count), for Pareto/NBD some hundred times that, for BG/BB t times that.
 *  @param[in]  model    A purchase model.
 *  @param[in]  x,t_x,T  The customer's summary, as in netmkt_model_fit_summaries().
 *  @param[in]  t        Length of the future, >= 0 (BG/BB: opportunities, whole).
 *  @param[in]  count    Probabilities wanted, from 1 to 1e7. What more purchases have is 1 less their sum.
 *  @param[out] out      count probabilities.
 *  @retval NETMKT_OK         Computed.
 *  @retval NETMKT_E_INVALID  A NULL, or a spend model.
 *  @retval NETMKT_E_RANGE    A summary that no customer can have, or a bad @p t or @p count.
 *  @retval NETMKT_E_NOMEM    Out of memory; @p out is unchanged.
 *  @par Threads  Any.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_model_distribution(const netmkt_model *model, double x, double t_x, double T, double t, size_t count, double *out);

/** Draw new customers at random from models, as their summaries at the end of the time for which each is observed. Purchases come in
 *  continuous time: two of one day count as two.
 *  @param[in]  purchase  A purchase model.
 *  @param[in]  spend     A Gamma-Gamma model, or NULL.
 *  @param[in]  seed      The same seed gives the same customers, the first of them also where @p n is larger.
 *  @param[in]  n         Customers.
 *  @param[in]  T         n times observed, >= 0 and <= 1e9 (BG/BB: opportunities, whole, at most 1e6). Borrowed for the call.
 *  @param[out] x,t_x     n repeat purchases, and times of the last.
 *  @param[out] m         n mean spends, 0 where x is 0; NULL where @p spend is.
 *  @retval NETMKT_OK         Drawn.
 *  @retval NETMKT_E_INVALID  A NULL, a wrong kind of model, or one of @p spend and @p m without the other.
 *  @retval NETMKT_E_RANGE    A time that cannot be; the message has its row and value. Nothing is drawn.
 *  @par Threads  Any.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_model_simulate(const netmkt_model *purchase, const netmkt_model *spend, uint64_t seed, size_t n, const double *T,
                                               double *x, double *t_x, double *m);

/** How sure customer lifetime values are: an interval for each customer and for the total, from the uncertainty of the models' parameters.
 *  CLV is computed at value.draws parameters drawn from the normal approximation of their logarithms' estimates, and the quantiles of what
 *  comes out are the ends. It is the expected value that the interval is of: what one customer will really bring varies more. Time and
 *  result are those of netmkt_model_clv() for each draw; memory does not grow with @p n beyond 2^22 numbers.
 *  @param[in]  purchase   A fitted purchase model.
 *  @param[in]  spend      A fitted Gamma-Gamma model, or NULL: @p m is then taken as the expected spend, without doubt.
 *  @param[in]  settings   value.draws (0 counts as 200), value.confidence, value.seed, and those of netmkt_model_clv(); or NULL.
 *  @param[in]  n          Customers.
 *  @param[in]  x,t_x,T,m,margin  As in netmkt_model_clv().
 *  @param[out] low,high   n ends each, in the unit of m. Infinite where a draw so extreme has no mean spend for a customer without history.
 *  @param[out] total_low,total_high  Ends for the sum over all customers; either may be NULL.
 *  @retval NETMKT_OK         Computed. The same for any number of threads.
 *  @retval NETMKT_E_INVALID  A NULL, or a wrong kind of model.
 *  @retval NETMKT_E_RANGE    A summary that no customer can have, or value.infinite without a discount.
 *  @retval NETMKT_E_DATA     A model without covariance: given, or fitted to a border. The outputs are unspecified after a failure.
 *  @retval NETMKT_E_NOMEM    Out of memory.
 *  @par Threads  Any.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_model_clv_interval(const netmkt_model *purchase, const netmkt_model *spend, const netmkt_settings *settings, size_t n,
                                                   const double *x, const double *t_x, const double *T, const double *m, const double *margin,
                                                   double *low, double *high, double *total_low, double *total_high);

/** Which of several models, fitted to the same customers, describes them best: a table with model (text), index (int: its place in
 *  @p models), parameters (int), log_likelihood, aic, bic, aic_weight (real) and ended (text: converged, border), the least AIC first. The
 *  weights sum to 1; exp of half the difference of two AICs is how much likelier the better model is (Burnham & Anderson 2002).
 *  @param[in]  context  Context, or NULL. Must outlive the table.
 *  @param[in]  models   Fitted models: all for purchases in continuous time, all BG/BB, or all Gamma-Gamma. Borrowed for the call.
 *  @param[in]  n        Number of models, at least 1.
 *  @param[out] out      The table, owned by the caller: netmkt_table_free(). NULL after a failure.
 *  @retval NETMKT_OK         Made.
 *  @retval NETMKT_E_INVALID  A NULL, or no models.
 *  @retval NETMKT_E_DATA     A model that was not fitted, or fits whose likelihoods do not compare: of different data, or times in
 *                            different units.
 *  @retval NETMKT_E_NOMEM    Out of memory.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_model_compare(netmkt_context *context, const netmkt_model *const *models, size_t n, netmkt_table **out);

NETMKT_END_DECLS
#endif
