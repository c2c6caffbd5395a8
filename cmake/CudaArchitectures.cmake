# Sets O3D_CUDA_ARCHITECTURES to those of the wanted architectures that this nvcc offers, with PTX of the newest for
# processors to come.
function(o3d_cuda_architectures)
  execute_process(COMMAND ${CMAKE_CUDA_COMPILER} --list-gpu-arch OUTPUT_VARIABLE offered
    OUTPUT_STRIP_TRAILING_WHITESPACE)
  set(architectures "")
  set(newest "")
  foreach(wanted 80 86 89 90 100 120)
    if(offered MATCHES "compute_${wanted}(\n|$)")
      list(APPEND architectures ${wanted}-real)
      set(newest ${wanted})
    endif()
  endforeach()
  if(NOT newest)
    message(FATAL_ERROR "${CMAKE_CUDA_COMPILER} offers none of the architectures 80 to 120: install CUDA 12 or later, "
      "or configure with -DO3D_CUDA=OFF for a library without CUDA.")
  endif()
  list(APPEND architectures ${newest}-virtual)
  set(O3D_CUDA_ARCHITECTURES ${architectures} PARENT_SCOPE)
endfunction()
