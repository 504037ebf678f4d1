#include "tests/storage/disk.h"

#include <sqlite3.h>
#include <string.h>

/* A file of ours; the one of the operating system stands behind it in the same block. */
struct disk_file {
    sqlite3_file base;
};

static struct {
    enum disk_operation operation;
    long nth, times, count;
    int result;
} plan;

void disk_fail(enum disk_operation operation, long nth, long times, int result)
{
    plan.operation = operation;
    plan.nth = nth;
    plan.times = times;
    plan.result = result;
    plan.count = 0;
}

long disk_operations(void)
{
    return plan.count;
}

static int verdict(enum disk_operation operation)
{
    if (operation != plan.operation)
        return SQLITE_OK;
    plan.count++;
    return plan.nth > 0 && plan.count >= plan.nth && plan.count - plan.nth < plan.times ? plan.result
                                                                                        : SQLITE_OK;
}

static sqlite3_file *real_of(sqlite3_file *file)
{
    return (sqlite3_file *)(void *)((struct disk_file *)(void *)file + 1);
}

static int disk_close(sqlite3_file *file)
{
    return real_of(file)->pMethods->xClose(real_of(file));
}

static int disk_read(sqlite3_file *file, void *bytes, int length, sqlite3_int64 at)
{
    int result = verdict(DISK_READ);

    return result == SQLITE_OK ? real_of(file)->pMethods->xRead(real_of(file), bytes, length, at) : result;
}

static int disk_write(sqlite3_file *file, const void *bytes, int length, sqlite3_int64 at)
{
    int result = verdict(DISK_WRITE);

    return result == SQLITE_OK ? real_of(file)->pMethods->xWrite(real_of(file), bytes, length, at) : result;
}

static int disk_sync(sqlite3_file *file, int flags)
{
    int result = verdict(DISK_SYNC);

    return result == SQLITE_OK ? real_of(file)->pMethods->xSync(real_of(file), flags) : result;
}

static int disk_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    return real_of(file)->pMethods->xTruncate(real_of(file), size);
}

static int disk_size(sqlite3_file *file, sqlite3_int64 *size)
{
    return real_of(file)->pMethods->xFileSize(real_of(file), size);
}

static int disk_lock(sqlite3_file *file, int lock)
{
    return real_of(file)->pMethods->xLock(real_of(file), lock);
}

static int disk_unlock(sqlite3_file *file, int lock)
{
    return real_of(file)->pMethods->xUnlock(real_of(file), lock);
}

static int disk_check_reserved(sqlite3_file *file, int *out)
{
    return real_of(file)->pMethods->xCheckReservedLock(real_of(file), out);
}

static int disk_control(sqlite3_file *file, int command, void *argument)
{
    return real_of(file)->pMethods->xFileControl(real_of(file), command, argument);
}

static int disk_sector_size(sqlite3_file *file)
{
    return real_of(file)->pMethods->xSectorSize(real_of(file));
}

static int disk_characteristics(sqlite3_file *file)
{
    return real_of(file)->pMethods->xDeviceCharacteristics(real_of(file));
}

static int disk_shm_map(sqlite3_file *file, int page, int size, int extend, void volatile **out)
{
    return real_of(file)->pMethods->xShmMap(real_of(file), page, size, extend, out);
}

static int disk_shm_lock(sqlite3_file *file, int offset, int n, int flags)
{
    return real_of(file)->pMethods->xShmLock(real_of(file), offset, n, flags);
}

static void disk_shm_barrier(sqlite3_file *file)
{
    real_of(file)->pMethods->xShmBarrier(real_of(file));
}

static int disk_shm_unmap(sqlite3_file *file, int remove)
{
    return real_of(file)->pMethods->xShmUnmap(real_of(file), remove);
}

/* Version 2: shared memory for the log, and no mapping of the file itself. */
static const sqlite3_io_methods methods = {.iVersion = 2,
                                           .xClose = disk_close,
                                           .xRead = disk_read,
                                           .xWrite = disk_write,
                                           .xTruncate = disk_truncate,
                                           .xSync = disk_sync,
                                           .xFileSize = disk_size,
                                           .xLock = disk_lock,
                                           .xUnlock = disk_unlock,
                                           .xCheckReservedLock = disk_check_reserved,
                                           .xFileControl = disk_control,
                                           .xSectorSize = disk_sector_size,
                                           .xDeviceCharacteristics = disk_characteristics,
                                           .xShmMap = disk_shm_map,
                                           .xShmLock = disk_shm_lock,
                                           .xShmBarrier = disk_shm_barrier,
                                           .xShmUnmap = disk_shm_unmap};

static int disk_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out_flags)
{
    sqlite3_vfs *real = vfs->pAppData;
    int result;

    memset(real_of(file), 0, (size_t)real->szOsFile);
    result = real->xOpen(real, name, real_of(file), flags, out_flags);
    file->pMethods = real_of(file)->pMethods ? &methods : NULL;
    return result;
}

void disk_install(void)
{
    static sqlite3_vfs disk;
    sqlite3_vfs *real = sqlite3_vfs_find(NULL);

    if (real == &disk)
        return;
    disk = *real;
    disk.zName = "disk";
    disk.szOsFile = (int)sizeof(struct disk_file) + real->szOsFile;
    disk.pNext = NULL;
    disk.pAppData = real;
    disk.xOpen = disk_open;
    (void)sqlite3_vfs_register(&disk, 1);
}
