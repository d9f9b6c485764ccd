/* Small bar charts for a terminal. */
#ifndef NETMKT_TOOL_CHART_H
#define NETMKT_TOOL_CHART_H

#include <stdbool.h>

/* Does the environment ask for UTF-8 (LC_ALL, else LC_CTYPE, else LANG)? */
bool chart_utf8(void);
/* One line: a name, a bar of `share` (0 to 1) of `width` characters, then `figure`. */
void chart_bar(const char *name, double share, int width, const char *figure);

#endif
