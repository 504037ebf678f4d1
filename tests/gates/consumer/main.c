#include <chat/status.h>

#include <stdio.h>
#include <string.h>

int main(void)
{
    puts(chat_status_code(CHAT_E_NOT_FOUND));
    return strcmp(chat_status_code(CHAT_E_NOT_FOUND), "not_found") != 0;
}
