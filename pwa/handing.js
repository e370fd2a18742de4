// A file that the reader takes away: by the phone's share sheet where it has one, else as a download.
// Downloads from an installed iPhone app are unreliable; Chrome's sheet refuses calendars and most other files.

/** @param {File} file */
function download(file) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = file.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000); // Safari reads it late
}

/** @param {File} file @returns {Promise<void>} */
export async function hand(file) {
  try {
    if (!navigator.canShare?.({ files: [file] })) throw new Error('no sheet for it');
    await navigator.share({ files: [file] });
  } catch (error) {
    if (!(error instanceof DOMException && error.name === 'AbortError')) download(file); // the reader closed the sheet
  }
}
