/*
 * The main of a fuzz target in builds without libFuzzer: every file of the folders given is one input.
 * An empty corpus is a failure, because a test of nothing cannot fail.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define INPUT_BYTES_MAX (16u << 20)

static int replay_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    uint8_t *data = malloc(INPUT_BYTES_MAX);
    uint8_t *exact = NULL;
    size_t size = 0;

    if (!file || !data) {
        perror(path);
        exit(1);
    }
    size = fread(data, 1, INPUT_BYTES_MAX, file);
    fclose(file);
    exact = malloc(size ? size : 1); /* as long as the input, so that a sanitizer sees a read past its end */
    if (!exact) {
        perror("malloc");
        exit(1);
    }
    memcpy(exact, data, size);
    free(data);
    LLVMFuzzerTestOneInput(exact, size);
    free(exact);
    return 1;
}

static int replay_folder(const char *folder)
{
    DIR *dir = opendir(folder);
    struct dirent *entry;
    int inputs = 0;

    if (!dir) {
        perror(folder);
        exit(1);
    }
    while ((entry = readdir(dir)) != NULL) {
        char path[4096];

        if (entry->d_name[0] == '.')
            continue;
        snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
        inputs += replay_file(path);
    }
    closedir(dir);
    return inputs;
}

int main(int argc, char **argv)
{
    int inputs = 0;

    for (int i = 1; i < argc; i++)
        inputs += replay_folder(argv[i]);
    printf("%d inputs replayed\n", inputs);
    return inputs > 0 ? 0 : 1;
}
