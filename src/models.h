/* Models named on the command line. */
#ifndef NETMKT_TOOL_MODELS_H
#define NETMKT_TOOL_MODELS_H

#include "common.h"

/* --model as a number; `standard` where it is not given. A message lists the models. */
int model_option(const struct arguments *arguments, int32_t standard, int32_t *model);

/* A model from the option's list of parameters, such as r=0.243,alpha=4.414: each once, in any order. */
int model_from_parameters(const struct session *session, const char *option, int32_t kind, netmkt_model **out);

/* A model from the option's file, as `netmkt fit --save` wrote it; `spend`: whether it must be a spend model. */
int model_from_file(const struct arguments *arguments, const char *option, bool spend, netmkt_model **out);
/* Write a model to a file, complete or not at all. */
int model_to_file(const netmkt_model *model, const char *path);

#endif
