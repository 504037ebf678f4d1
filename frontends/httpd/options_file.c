/*
 * The simplest file that can carry the options: no sections, no escapes, nothing that is expanded. What a
 * value means is judged by the table, as for every other source.
 */
#include "frontends/httpd/options_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "frontends/httpd/options_table.h"
#include "libchat/base/error.h"

#define BLANKS " \t\r\n"

/* The text without blanks at its ends; it is cut short in place. */
static char *trimmed(char *text)
{
    size_t length;

    text += strspn(text, BLANKS);
    length = strlen(text);
    while (length > 0 && strchr(BLANKS, text[length - 1]))
        text[--length] = '\0';
    return text;
}

/* Quotes around a value are allowed, so that it may begin or end with a blank. */
static char *unquoted(char *text)
{
    size_t length = strlen(text);

    if (length >= 2 && text[0] == '"' && text[length - 1] == '"') {
        text[length - 1] = '\0';
        return text + 1;
    }
    return text;
}

static enum chat_status line_read(struct httpd_options *options, char *line, struct chat_error *err)
{
    char *equals = strchr(line, '=');
    const struct httpd_option *option;
    const char *name;

    line = trimmed(line);
    if (*line == '\0' || *line == '#')
        return CHAT_OK;
    if (!equals)
        return chat_fail(err, CHAT_E_INVALID, "an option is written: name = value");
    *equals = '\0';
    name = trimmed(line);
    option = httpd_option_find(name, strlen(name));
    if (!option)
        return chat_fail(err, CHAT_E_INVALID, "there is no option \"%.40s\"", name);
    return httpd_option_set(options, option, unquoted(trimmed(equals + 1)), err);
}

enum chat_status httpd_options_file_read(struct httpd_options *options, const char *path,
                                         struct chat_error *err)
{
    FILE *file = fopen(path, "re");
    struct chat_error why = CHAT_ERROR_INIT;
    enum chat_status status = CHAT_OK;
    char *line = NULL;
    size_t room = 0;

    if (!file)
        return chat_fail(err, CHAT_E_INVALID, "the configuration file %.100s cannot be read: %s", path,
                         strerror(errno));
    for (unsigned number = 1; status == CHAT_OK && getline(&line, &room, file) > 0; number++) {
        status = line_read(options, line, &why);
        if (status != CHAT_OK)
            (void)chat_fail(err, status, "%.80s line %u: %s", path, number, why.message);
    }
    if (status == CHAT_OK && ferror(file))
        status = chat_fail(err, CHAT_E_INVALID, "the configuration file %.100s cannot be read", path);
    free(line);
    (void)fclose(file);
    return status;
}
