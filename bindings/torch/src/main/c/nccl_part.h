/*
 * The part of NCCL's C API (2.7 and later) that Ouroboros3D calls, declared for jextract.
 *
 * Every function answers 0 (ncclSuccess) on success. Work is enqueued on a CUDA stream and runs there; functions that
 * enqueue return at once. A communicator is used by one thread at a time.
 */
#ifndef OUROBOROS3D_NCCL_PART_H
#define OUROBOROS3D_NCCL_PART_H

#include <stddef.h>

typedef void *NcclComm;
typedef void *NcclStream; /* cudaStream_t */

/* Tells communicators apart; rank 0 makes it, all ranks need the same bytes. */
typedef struct {
  char internal[128];
} NcclUniqueId;

int ncclGetVersion(int *version);
const char *ncclGetErrorString(int result);
int ncclGetUniqueId(NcclUniqueId *id);

/* Waits for all ranks; the calling thread's current CUDA device becomes this rank's. */
int ncclCommInitRank(NcclComm *comm, int ranks, NcclUniqueId id, int rank);

/* What has failed on the device or between the ranks since, 0 for nothing; does not wait. */
int ncclCommGetAsyncError(NcclComm comm, int *error);

/* Ends a communicator whose work is done, and one whose work never will be. */
int ncclCommDestroy(NcclComm comm);
int ncclCommAbort(NcclComm comm);

/* Element types (ncclDataType_t): 1 uint8, 7 float32, 8 float64, 9 bfloat16. Reductions (ncclRedOp_t): 0 sum. */
int ncclAllReduce(
    const void *from, void *to, size_t count, int type, int reduction, NcclComm comm, NcclStream stream);
int ncclReduce(
    const void *from, void *to, size_t count, int type, int reduction, int root, NcclComm comm, NcclStream stream);
int ncclBroadcast(const void *from, void *to, size_t count, int type, int root, NcclComm comm, NcclStream stream);

/* Operations between these two are one: they neither wait for each other nor start before the second call. */
int ncclGroupStart(void);
int ncclGroupEnd(void);

#endif /* OUROBOROS3D_NCCL_PART_H */
