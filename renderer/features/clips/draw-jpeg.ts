/** Fine enough that a plate which can be read on the wall can be read in the file. */
const jpegQuality = 0.92;

/** What a video shows now, in its own size; null when it shows nothing. */
export async function drawJpeg(video: HTMLVideoElement): Promise<Blob | null> {
  const { videoWidth: width, videoHeight: height } = video;
  if (width === 0 || height === 0) return null;
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d');
  if (context === null) return null;
  context.drawImage(video, 0, 0, width, height);
  return new Promise((done) => canvas.toBlob(done, 'image/jpeg', jpegQuality));
}
