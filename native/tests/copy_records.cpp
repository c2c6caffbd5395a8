// Counts what CUDA copies in a process, from the driver's own records: named in CUDA_INJECTION64_PATH, it is loaded
// when CUDA is first used, and at the end writes bytes and number of the copies by direction, as JSON, to the file
// named in O3D_COPY_RECORDS. Nothing links CUPTI: its library is the one that LibTorch has loaded, or one that the
// loader finds.
#include <cupti.h>
#include <dlfcn.h>

#include <cstdio>
#include <cstdlib>
#include <mutex>

namespace {

constexpr size_t kBufferBytes = 1 << 20;

struct Direction {
  unsigned long long copies = 0;
  unsigned long long bytes = 0;
};

struct Records {
  std::mutex mutex;
  Direction to_device, to_host, on_device, other;
  // Records that CUPTI had no room for: the counts are too low then.
  unsigned long long dropped = 0;
};

Records &records() {
  // Never destroyed: CUPTI may deliver records while the process ends.
  static Records *const all = new Records();
  return *all;
}

struct Cupti {
  decltype(&cuptiActivityEnable) enable;
  decltype(&cuptiActivityRegisterCallbacks) register_callbacks;
  decltype(&cuptiActivityGetNextRecord) next_record;
  decltype(&cuptiActivityGetNumDroppedRecords) dropped_records;
  decltype(&cuptiActivityFlushAll) flush_all;
};

Cupti &cupti() {
  static Cupti functions{};
  return functions;
}

template <typename Function>
bool find(void *library, const char *name, Function &function) {
  function = reinterpret_cast<Function>(dlsym(library, name));
  return function != nullptr;
}

bool load_cupti() {
  const char *const names[] = {"libcupti.so.13", "libcupti.so.12", "libcupti.so"};
  // The one that is loaded already comes first: a second one of another version would not see its copies.
  for (int mode : {RTLD_NOW | RTLD_NOLOAD, RTLD_NOW}) {
    for (const char *name : names) {
      void *library = dlopen(name, mode);
      if (library == nullptr) continue;
      Cupti &c = cupti();
      if (find(library, "cuptiActivityEnable", c.enable) &&
          find(library, "cuptiActivityRegisterCallbacks", c.register_callbacks) &&
          find(library, "cuptiActivityGetNextRecord", c.next_record) &&
          find(library, "cuptiActivityGetNumDroppedRecords", c.dropped_records) &&
          find(library, "cuptiActivityFlushAll", c.flush_all)) {
        return true;
      }
    }
  }
  return false;
}

void count(const CUpti_ActivityMemcpy6 &copy) {
  Records &all = records();
  Direction *direction = &all.other;
  if (copy.copyKind == CUPTI_ACTIVITY_MEMCPY_KIND_HTOD) direction = &all.to_device;
  if (copy.copyKind == CUPTI_ACTIVITY_MEMCPY_KIND_DTOH) direction = &all.to_host;
  if (copy.copyKind == CUPTI_ACTIVITY_MEMCPY_KIND_DTOD) direction = &all.on_device;
  ++direction->copies;
  direction->bytes += copy.bytes;
}

void CUPTIAPI request_buffer(uint8_t **buffer, size_t *size, size_t *max_records) {
  *buffer = static_cast<uint8_t *>(std::aligned_alloc(ACTIVITY_RECORD_ALIGNMENT, kBufferBytes));
  *size = *buffer == nullptr ? 0 : kBufferBytes;
  *max_records = 0;
}

void CUPTIAPI complete_buffer(CUcontext context, uint32_t stream, uint8_t *buffer, size_t, size_t valid_bytes) {
  Records &all = records();
  const std::lock_guard<std::mutex> lock(all.mutex);
  CUpti_Activity *record = nullptr;
  while (buffer != nullptr && cupti().next_record(buffer, valid_bytes, &record) == CUPTI_SUCCESS) {
    // The fields that are read lie in the same place in the records of all versions since CUDA 11.
    if (record->kind == CUPTI_ACTIVITY_KIND_MEMCPY) count(*reinterpret_cast<CUpti_ActivityMemcpy6 *>(record));
  }
  size_t dropped = 0;
  if (cupti().dropped_records(context, stream, &dropped) == CUPTI_SUCCESS) all.dropped += dropped;
  std::free(buffer);
}

void print(std::FILE *file, const char *name, const Direction &direction) {
  std::fprintf(file, "\"%s\": {\"copies\": %llu, \"bytes\": %llu}, ", name, direction.copies, direction.bytes);
}

void write_report() {
  // With force: also records of copies that CUPTI takes for unfinished, since nothing runs any more.
  cupti().flush_all(CUPTI_ACTIVITY_FLAG_FLUSH_FORCED);
  const char *const path = std::getenv("O3D_COPY_RECORDS");
  std::FILE *file = path == nullptr ? nullptr : std::fopen(path, "w");
  if (file == nullptr) {
    std::fprintf(stderr, "copy_records: O3D_COPY_RECORDS names no file that can be written\n");
    return;
  }
  Records &all = records();
  const std::lock_guard<std::mutex> lock(all.mutex);
  std::fputs("{", file);
  print(file, "hostToDevice", all.to_device);
  print(file, "deviceToHost", all.to_host);
  print(file, "onDevice", all.on_device);
  print(file, "other", all.other);
  std::fprintf(file, "\"dropped\": %llu}\n", all.dropped);
  std::fclose(file);
}

}  // namespace

// Called by the CUDA driver when it is initialised; 0 is failure.
extern "C" __attribute__((visibility("default"))) int InitializeInjection() {
  if (!load_cupti()) {
    std::fprintf(stderr, "copy_records: there is no libcupti; it comes with the CUDA toolkit and with torch\n");
    return 0;
  }
  if (cupti().register_callbacks(request_buffer, complete_buffer) != CUPTI_SUCCESS ||
      cupti().enable(CUPTI_ACTIVITY_KIND_MEMCPY) != CUPTI_SUCCESS) {
    std::fprintf(stderr, "copy_records: CUPTI records no copies here; another profiler may be at work\n");
    return 0;
  }
  std::atexit(write_report);
  return 1;
}
