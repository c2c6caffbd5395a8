#include "cuda_on_host.h"

#include <sys/mman.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

#if !defined(__x86_64__)
#include <ucontext.h>
#endif

#if defined(__SANITIZE_ADDRESS__)
#define O3D_ADDRESS_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define O3D_ADDRESS_SANITIZER 1
#endif
#endif
#if defined(O3D_ADDRESS_SANITIZER)
#include <sanitizer/common_interface_defs.h>
#endif

#if defined(__x86_64__)
// Saves the callee-saved registers and the stack pointer, goes on at the other stack. swapcontext() would make a
// system call each time.
extern "C" void o3d_switch_stack(void **save, void *to);
asm(R"(
.text
.globl o3d_switch_stack
.hidden o3d_switch_stack
.type o3d_switch_stack, @function
o3d_switch_stack:
  pushq %rbp
  pushq %rbx
  pushq %r12
  pushq %r13
  pushq %r14
  pushq %r15
  movq %rsp, (%rdi)
  movq %rsi, %rsp
  popq %r15
  popq %r14
  popq %r13
  popq %r12
  popq %rbx
  popq %rbp
  ret
.size o3d_switch_stack, .-o3d_switch_stack
)");
#endif

namespace cuda_on_host {

bool reversed = false;

namespace {

constexpr int kLanes = 32;
constexpr size_t kStackBytes = 256 * 1024;

enum class State { kReady, kWaiting, kDone };

[[noreturn]] void fail(const char *reason) {
  std::fprintf(stderr, "kernel on the host: block (%u, %u), thread %u: %s\n", blockIdx.x, blockIdx.y, threadIdx.x,
               reason);
  std::abort();
}

struct Fiber {
  State state = State::kDone;
  Collective waits_for = Collective::kNone;
  uint64_t brought = 0;
  char *stack = nullptr;
#if defined(__x86_64__)
  void *context = nullptr;
#else
  ucontext_t context;
#endif
};

struct Block {
  std::vector<Fiber> fibers;
  std::vector<uint64_t> exchanged;  // [warp, lane]
  Fiber *current = nullptr;
  const std::function<void()> *kernel = nullptr;
  int counted = 0;
#if defined(__x86_64__)
  void *scheduler = nullptr;
#else
  ucontext_t scheduler;
#endif
  void *scheduler_fake_stack = nullptr;
  const void *scheduler_stack = nullptr;
  size_t scheduler_stack_bytes = 0;
  Counters *counters = nullptr;
};

Block block;
std::map<std::string, Counters> by_name;

// Tells AddressSanitizer which stack is next.
void before_switch(void **fake_stack, const void *stack, size_t bytes) {
#if defined(O3D_ADDRESS_SANITIZER)
  __sanitizer_start_switch_fiber(fake_stack, stack, bytes);
#else
  static_cast<void>(fake_stack), static_cast<void>(stack), static_cast<void>(bytes);
#endif
}

void after_switch(void *fake_stack, const void **stack, size_t *bytes) {
#if defined(O3D_ADDRESS_SANITIZER)
  __sanitizer_finish_switch_fiber(fake_stack, stack, bytes);
#else
  static_cast<void>(fake_stack), static_cast<void>(stack), static_cast<void>(bytes);
#endif
}

// From the running fiber to the scheduler; comes back when it is resumed.
void yield_fiber() {
  Fiber &fiber = *block.current;
  void *fake_stack = nullptr;
  before_switch(fiber.state == State::kDone ? nullptr : &fake_stack, block.scheduler_stack,
                block.scheduler_stack_bytes);
#if defined(__x86_64__)
  o3d_switch_stack(&fiber.context, block.scheduler);
#else
  swapcontext(&fiber.context, &block.scheduler);
#endif
  after_switch(fake_stack, nullptr, nullptr);
}

void fiber_main() {
  after_switch(nullptr, &block.scheduler_stack, &block.scheduler_stack_bytes);
  (*block.kernel)();
  block.current->state = State::kDone;
  yield_fiber();
}

void prepare(Fiber &fiber) {
  if (fiber.stack == nullptr) {
    void *memory = mmap(nullptr, kStackBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) fail("no memory for a stack");
    fiber.stack = static_cast<char *>(memory);
  }
  fiber.state = State::kReady;
#if defined(__x86_64__)
  // Six registers, then where the switch returns to; the stack is as after a call there.
  void **top = reinterpret_cast<void **>(fiber.stack + kStackBytes) - 2;
  *top = reinterpret_cast<void *>(&fiber_main);
  fiber.context = top - 6;
#else
  getcontext(&fiber.context);
  fiber.context.uc_stack.ss_sp = fiber.stack;
  fiber.context.uc_stack.ss_size = kStackBytes;
  fiber.context.uc_link = nullptr;
  makecontext(&fiber.context, &fiber_main, 0);
#endif
}

void resume(int thread) {
  Fiber &fiber = block.fibers[static_cast<size_t>(thread)];
  block.current = &fiber;
  threadIdx = uint3{static_cast<unsigned>(thread), 0, 0};
  before_switch(&block.scheduler_fake_stack, fiber.stack, kStackBytes);
#if defined(__x86_64__)
  o3d_switch_stack(&block.scheduler, fiber.context);
#else
  swapcontext(&block.scheduler, &fiber.context);
#endif
  after_switch(block.scheduler_fake_stack, nullptr, nullptr);
}

// Runs a warp until all its lanes wait for the block or are done.
void run_warp(int warp, int lanes) {
  Fiber *first = block.fibers.data() + warp * kLanes;
  for (;;) {
    for (int k = 0; k < lanes; ++k) {
      const int at = reversed ? lanes - 1 - k : k;
      if (first[at].state == State::kReady) resume(warp * kLanes + at);
    }
    const Collective kind = first[0].state == State::kWaiting ? first[0].waits_for : Collective::kNone;
    const bool together = kind == Collective::kBallot || kind == Collective::kShuffle;
    for (int k = 0; k < lanes; ++k) {
      const bool here = first[k].state == State::kWaiting && first[k].waits_for == kind;
      const bool warp_wide = first[k].state == State::kWaiting &&
                             (first[k].waits_for == Collective::kBallot || first[k].waits_for == Collective::kShuffle);
      if (together ? !here : warp_wide) fail("a warp operation that not all lanes of the warp meet");
    }
    if (!together) return;
    if (lanes != kLanes) fail("a warp operation in a warp that is not full");
    ++(kind == Collective::kBallot ? block.counters->ballots : block.counters->shuffles);
    for (int k = 0; k < kLanes; ++k) {
      block.exchanged[static_cast<size_t>(warp * kLanes + k)] = first[k].brought;
      first[k].state = State::kReady;
    }
  }
}

void run_block(int threads) {
  const int warps = (threads + kLanes - 1) / kLanes;
  for (int t = 0; t < threads; ++t) prepare(block.fibers[static_cast<size_t>(t)]);
  for (;;) {
    for (int k = 0; k < warps; ++k) {
      const int warp = reversed ? warps - 1 - k : k;
      const int left = threads - warp * kLanes;
      run_warp(warp, left < kLanes ? left : kLanes);
    }
    int waiting = 0, counted = 0;
    for (int t = 0; t < threads; ++t) {
      Fiber &fiber = block.fibers[static_cast<size_t>(t)];
      if (fiber.state != State::kWaiting) continue;
      ++waiting;
      counted += fiber.brought != 0 ? 1 : 0;
      fiber.state = State::kReady;
    }
    if (waiting == 0) return;
    if (waiting != threads) fail("a barrier that not all threads of the block meet");
    ++block.counters->barriers;
    block.counted = counted;
  }
}

}  // namespace

Counters &counters() { return *block.counters; }

std::map<std::string, Counters> &all_counters() { return by_name; }

int lane() { return static_cast<int>(threadIdx.x) % kLanes; }

int barrier(bool predicate) {
  block.current->waits_for = Collective::kBarrier;
  block.current->brought = predicate ? 1 : 0;
  block.current->state = State::kWaiting;
  yield_fiber();
  return block.counted;
}

const uint64_t *exchange(Collective kind, unsigned mask, uint64_t value) {
  if (mask != 0xffffffffu) fail("a warp operation of less than the warp");
  block.current->waits_for = kind;
  block.current->brought = value;
  block.current->state = State::kWaiting;
  yield_fiber();
  return block.exchanged.data() + threadIdx.x / kLanes * kLanes;
}

void run(const char *name, dim3 grid, int threads, const std::function<void()> &kernel) {
  block.kernel = &kernel;
  block.counters = &by_name[name];
  ++block.counters->launches;
  if (block.fibers.size() < static_cast<size_t>(threads)) {
    block.fibers.resize(static_cast<size_t>(threads));
    block.exchanged.resize(static_cast<size_t>(threads));
  }
  for (unsigned y = 0; y < grid.y; ++y) {
    for (unsigned x = 0; x < grid.x; ++x) {
      blockIdx = uint3{x, y, 0};
      ++block.counters->blocks;
      run_block(threads);
    }
  }
}

}  // namespace cuda_on_host
