/* Rules of readiness or of permission from a file, for the commands that judge by them. */
#ifndef NETMKT_TOOL_RULES_H
#define NETMKT_TOOL_RULES_H

#include "common.h"

#define RULES_OPTION {"rules", "FILE", "Rules of readiness of your own; 'netmkt rules' shows the default ones as a pattern."}

/* Read the file that --rules names (nothing if it was not given) into the session's settings, with the store's names of
 * kinds and channels. STATUS_...; the message is out. */
int rules_option(struct session *session);

#define PERMISSION_RULES_OPTION {"rules", "FILE", "Rules of permission for segments and channels; - is standard input."}

/* The same of the rules of permission. */
int permission_rules_option(struct session *session);

#endif
