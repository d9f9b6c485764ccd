/* Settings of experiments: see base/settings.h. */
#ifndef NETMKT_BASE_SETTINGS_EXPERIMENT_H
#define NETMKT_BASE_SETTINGS_EXPERIMENT_H

#define NETMKT__SETTINGS_EXPERIMENT(X)                                                                                \
    X(EXPERIMENT_CONFIDENCE, "experiment.confidence", REAL, 0.5, 0.999999, 0.95,                                      \
      "Confidence of intervals; one less it is the significance level of tests and power.")                           \
    X(EXPERIMENT_PRIOR, "experiment.prior", REAL, 0.01, 1e6, 1.0,                                                     \
      "Successes, and as many failures, that are believed of each variant before the experiment.")                    \
    X(EXPERIMENT_EFFECT, "experiment.effect", REAL, 1e-6, 10.0, 0.1,                                                  \
      "Effects expected by always-valid inference, in standard deviations of one value; any gives valid results, a near one sooner.") \
    X(EXPERIMENT_REPLICATES, "experiment.replicates", INT, 100.0, 1e6, 2000.0, "Replicates of the bootstrap.")        \
    X(EXPERIMENT_SEED, "experiment.seed", INT, 0.0, 9007199254740991.0, 1.0, "Seed of the bootstrap.")                \
    X(EXPERIMENT_WINDOW, "experiment.window_days", REAL, 0.001, 3660000.0, 30.0,                                      \
      "Days from a customer's first contact with a variant in which what he does counts.")                            \
    X(EXPERIMENT_OPEN, "experiment.open", INT, 0.0, 1.0, 0.0,                                                         \
      "Whether customers count whose window is not over at the moment.")                                              \
    X(EXPERIMENT_MIXED, "experiment.mixed", INT, 0.0, 1.0, 0.0,                                                       \
      "Whether customers who met several variants count, by the first; else they are left out.")

#endif
