/*
 * The part of LibTorch's stable C ABI (PyTorch 2.10 and later) that Ouroboros3D calls, declared for jextract.
 *
 * Handles are opaque pointers. Every function that returns int32_t answers 0 on success. The dispatcher steals the
 * handles on its argument stack and replaces the stack by the results. Functions that only later versions have are
 * declared as well: they are looked up at their first use.
 */
#ifndef OUROBOROS3D_TORCH_STABLE_H
#define OUROBOROS3D_TORCH_STABLE_H

#include <stdbool.h>
#include <stdint.h>

typedef void *TorchTensor;
typedef void *TorchList;

/* Version: 0xMMmmpp... with major in the highest byte. */
uint64_t aoti_torch_abi_version(void);

/* Operators. */
int32_t torch_call_dispatcher(const char *op_name, const char *overload_name, uint64_t *stack, uint64_t abi_version);
int32_t aoti_torch_aten_subtract_Tensor(TorchTensor self, TorchTensor other, double alpha, TorchTensor *out);
int32_t aoti_torch_aten_full(
    const int64_t *size, int64_t size_len, double fill_value, int32_t *dtype, int32_t *layout, int32_t *device,
    int32_t device_index, int32_t *pin_memory, TorchTensor *out);

/*
 * x times the transpose of a matrix, plus a bias or null, by oneDNN on the processor; autograd does not record it. attr names
 * what follows the product: "none". Only LibTorch with oneDNN has it.
 */
int32_t aoti_torch_cpu__linear_pointwise(
    TorchTensor x, TorchTensor weight, TorchTensor *bias, const char *attr, const double **scalars, int64_t scalars_len,
    const char **algorithm, TorchTensor *out);

/* Lists: stolen by the dispatcher when passed as arguments, owned by the caller when returned. */
int32_t torch_new_list_reserve_size(uint64_t size, TorchList *out);
int32_t torch_list_push_back(TorchList list, uint64_t value);
int32_t torch_list_size(TorchList list, uint64_t *size);
int32_t torch_list_get_item(TorchList list, uint64_t index, uint64_t *value);
int32_t torch_delete_list(TorchList list);

/* Strings, for operators whose schema asks for one. */
int32_t torch_new_string_handle(const char *data, uint64_t length, void **out);

/* An optional that the callee frees; 2.13 and later. Before, it is a uint64_t from malloc. */
int32_t torch_new_stable_ivalue(uint64_t value, uint64_t **out);
/* The message of the last exception; 2.13 and later. */
const char *torch_exception_get_what_without_backtrace(void);

/* Tensors. */
int32_t aoti_torch_new_tensor_handle(TorchTensor tensor, TorchTensor *out);
int32_t aoti_torch_delete_tensor_object(TorchTensor tensor);
int32_t aoti_torch_get_data_ptr(TorchTensor tensor, void **out);
int32_t aoti_torch_get_dim(TorchTensor tensor, int64_t *out);
int32_t aoti_torch_get_sizes(TorchTensor tensor, int64_t **out);
int32_t aoti_torch_get_strides(TorchTensor tensor, int64_t **out);
int32_t aoti_torch_get_numel(TorchTensor tensor, int64_t *out);
int32_t aoti_torch_get_dtype(TorchTensor tensor, int32_t *out);
int32_t aoti_torch_get_device_type(TorchTensor tensor, int32_t *out);
int32_t aoti_torch_get_device_index(TorchTensor tensor, int32_t *out);
int32_t aoti_torch_is_contiguous(TorchTensor tensor, bool *out);
int32_t aoti_torch_is_defined(TorchTensor tensor, bool *out);
int32_t aoti_torch_empty_strided(
    int64_t ndim, const int64_t *sizes, const int64_t *strides, int32_t dtype, int32_t device_type, int32_t device_index,
    TorchTensor *out);
int32_t aoti_torch_create_tensor_from_blob(
    void *data, int64_t ndim, const int64_t *sizes, const int64_t *strides, int64_t storage_offset, int32_t dtype,
    int32_t device_type, int32_t device_index, TorchTensor *out);
int32_t aoti_torch_scalar_to_tensor_float32(float value, TorchTensor *out);
int32_t aoti_torch_scalar_to_tensor_float64(double value, TorchTensor *out);
int32_t aoti_torch_copy_(TorchTensor self, TorchTensor src, int32_t non_blocking);

/* Codes. */
int32_t aoti_torch_device_type_cpu(void);
int32_t aoti_torch_device_type_cuda(void);
int32_t aoti_torch_dtype_float32(void);
int32_t aoti_torch_dtype_float64(void);
int32_t aoti_torch_dtype_float16(void);
int32_t aoti_torch_dtype_bfloat16(void);
int32_t aoti_torch_dtype_int64(void);
int32_t aoti_torch_dtype_int32(void);
int32_t aoti_torch_dtype_int16(void);
int32_t aoti_torch_dtype_int8(void);
int32_t aoti_torch_dtype_uint8(void);
int32_t aoti_torch_dtype_bool(void);

/* Autograd. */
int32_t torch_set_requires_grad(TorchTensor tensor, bool requires_grad);
bool aoti_torch_grad_mode_is_enabled(void);
void aoti_torch_grad_mode_set_enabled(bool enabled);

/* Threads, devices and streams. */
int32_t torch_get_num_threads(uint32_t *out);
/* A cudaStream_t; only LibTorch with CUDA has it. (aoti_torch_get_current_stream gives a c10::Stream * instead.) */
int32_t aoti_torch_get_current_cuda_stream(int32_t device_index, void **out);
int32_t aoti_torch_get_current_device_index(int32_t *out);
/* Makes a cudaStream_t the calling thread's current one until the guard is deleted; only LibTorch with CUDA has them. */
int32_t aoti_torch_create_cuda_stream_guard(void *stream, int32_t device_index, void **guard);
int32_t aoti_torch_delete_cuda_stream_guard(void *guard);

#endif
