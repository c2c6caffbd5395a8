# CUDA where nvcc is found, with the GPU architectures that this nvcc offers; O3D_CUDA says whether.
#
# Machine code for the architectures of the data centre and the workstation from Ampere on, and PTX of the newest, which
# the driver compiles for later ones. -DO3D_CUDA=OFF builds for the CPU alone, -DCMAKE_CUDA_ARCHITECTURES=90 for one
# architecture.
set(O3D_WANTED_ARCHITECTURES 80 86 89 90 100 120)

macro(o3d_find_cuda)
  find_program(O3D_NVCC nvcc HINTS ENV CUDACXX ENV CUDA_HOME ENV CUDA_PATH PATHS /usr/local/cuda PATH_SUFFIXES bin)
  if(O3D_NVCC AND NOT DEFINED CMAKE_CUDA_COMPILER)
    set(CMAKE_CUDA_COMPILER ${O3D_NVCC})
  endif()
  if(O3D_NVCC)
    set(o3d_cuda_default ON)
  else()
    set(o3d_cuda_default OFF)
  endif()
  option(O3D_CUDA "Build the CUDA kernels" ${o3d_cuda_default})
  if(O3D_CUDA)
    if(NOT DEFINED CMAKE_CUDA_ARCHITECTURES)
      o3d_offered_architectures(CMAKE_CUDA_ARCHITECTURES)
    endif()
    # One file that needs no CUDA runtime beside it and no driver to be loaded.
    set(CMAKE_CUDA_RUNTIME_LIBRARY Static)
    set(CMAKE_CUDA_STANDARD 17)
    set(CMAKE_CUDA_STANDARD_REQUIRED ON)
    set(CMAKE_CUDA_VISIBILITY_PRESET hidden)
    enable_language(CUDA)
  endif()
endmacro()

function(o3d_offered_architectures result)
  execute_process(COMMAND ${O3D_NVCC} --list-gpu-arch OUTPUT_VARIABLE offered COMMAND_ERROR_IS_FATAL ANY)
  set(architectures)
  set(newest)
  foreach(number IN LISTS O3D_WANTED_ARCHITECTURES)
    if(offered MATCHES "compute_${number}[\r\n]")
      list(APPEND architectures ${number}-real)
      set(newest ${number})
    endif()
  endforeach()
  if(NOT newest)
    message(FATAL_ERROR "${O3D_NVCC} offers none of the GPU architectures ${O3D_WANTED_ARCHITECTURES}: "
      "use CUDA 11.1 or later, or -DO3D_CUDA=OFF")
  endif()
  set(${result} ${architectures} ${newest}-virtual PARENT_SCOPE)
endfunction()

# Products and sums fuse only where the source says so, as on the CPU: the tiles of a splat
# come out the same in every kernel and on either device. O3D_LINE_INFO=ON adds line numbers for profilers, and with them
# the folder of the sources.
option(O3D_LINE_INFO "Line numbers of CUDA kernels for profilers" OFF)
function(o3d_cuda_options target)
  target_compile_options(${target} PRIVATE $<$<COMPILE_LANGUAGE:CUDA>:-fmad=false
    -Xcompiler=-Wall,-Wextra,-Wshadow -Werror=all-warnings>)
  if(O3D_LINE_INFO)
    target_compile_options(${target} PRIVATE $<$<COMPILE_LANGUAGE:CUDA>:-lineinfo>)
  endif()
  # nvcc names what is local to a file after a hash of the file's path: of the one within the sources, so that the library
  # does not depend on the folder that it is built in.
  get_target_property(sources ${target} SOURCES)
  foreach(source IN LISTS sources)
    if(source MATCHES "\\.cu$")
      set_property(SOURCE ${source} APPEND PROPERTY COMPILE_OPTIONS -Xcudafe=--orig_src_path_name=${source})
    endif()
  endforeach()
  # The library holds the code of many architectures.
  execute_process(COMMAND ${O3D_NVCC} --help OUTPUT_VARIABLE help)
  if(help MATCHES "compress-mode")
    target_compile_options(${target} PRIVATE $<$<COMPILE_LANGUAGE:CUDA>:-compress-mode=size>)
  endif()
  string(REPLACE ";" " " architectures "${CMAKE_CUDA_ARCHITECTURES}")
  string(REGEX REPLACE "([0-9]+)-real" "sm_\\1" architectures "${architectures}")
  string(REGEX REPLACE "([0-9]+)-virtual" "compute_\\1" architectures "${architectures}")
  set_property(SOURCE src/cuda/device.cu APPEND PROPERTY COMPILE_DEFINITIONS
    O3D_CUDA_ARCHITECTURES="${architectures}")
endfunction()
