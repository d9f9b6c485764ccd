/* Models named on the command line. */
#ifndef NETMKT_TOOL_MODELS_H
#define NETMKT_TOOL_MODELS_H

#include "common.h"

/* --model as a number; `standard` where it is not given. A message lists the models. */
int model_option(const struct arguments *arguments, int32_t standard, int32_t *model);

/* A model from the option's list of parameters, such as r=0.243,alpha=4.414: each once, in any order. */
int model_from_parameters(const struct session *session, const char *option, int32_t kind, netmkt_model **out);

#endif
